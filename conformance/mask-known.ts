import { coverValue } from "./mask-text.ts";

const KNOWN_LIMIT = 10_000;
/** Characters of one pattern, as an engine takes no endless ones, and of one value in it. */
const PATTERN_LIMIT = 8000;
const VALUE_LIMIT = 1000;
const ASCII = /^[\x20-\x7e\s]*$/;

/** A check's mark, as one group. */
export const MARK = /(cs-test-[0-9a-f]{12})/;

/** The values that are to be covered, the longest first: a part of a value must not be replaced before the whole. */
export interface Known {
  readonly values: readonly string[];
  /** Where values of this first word, in lower case, stand among them: values stand between words. */
  readonly byWord: ReadonlyMap<string, readonly number[]>;
  /** What finds any of them; made when it is needed, for it takes long. */
  readonly patterns: () => readonly RegExp[];
}

/** Gets ready to cover values, 10,000 at most. */
export function know(found: ReadonlySet<string>): Known {
  const values = [...found].sort((one, other) => other.length - one.length).slice(0, KNOWN_LIMIT);
  const byWord = new Map<string, number[]>();
  for (const [place, value] of values.entries()) {
    const [word = ""] = /[\p{L}\p{N}]+/u.exec(value) ?? [];
    // Of a long value the beginning counts, which may end within a word.
    const key = value.length > VALUE_LIMIT ? "" : word.toLowerCase();
    const same = byWord.get(key) ?? [];
    byWord.set(key, same);
    same.push(place);
  }
  let patterns: readonly RegExp[] | undefined;
  return {
    values,
    byWord,
    patterns: () => {
      patterns ??= patternsOf(values);
      return patterns;
    },
  };
}

function patternsOf(longestFirst: readonly string[]): RegExp[] {
  const groups: string[][] = [];
  let room = 0;
  for (const value of longestFirst) {
    const source = patternOf(value);
    if (room < source.length) groups.push([]);
    room = (room < source.length ? PATTERN_LIMIT : room) - source.length;
    groups.at(-1)?.push(source);
  }
  return groups.map(
    (group) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${group.join("|")})(?![\\p{L}\\p{N}])`, "giu"),
  );
}

/** A long value is found by its beginning, and covered up to the next blank. */
function patternOf(value: string): string {
  const escaped = value.slice(0, VALUE_LIMIT).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return value.length > VALUE_LIMIT ? `${escaped}\\S*` : escaped;
}

/** Covers the values wherever they stand between words. A mark stays whole, also where a person's name is Test. */
export function replaceKnown(text: string, known: Known): string {
  if (known.values.length === 0) return text;
  return text
    .split(MARK)
    .map((piece, index) => (index % 2 === 1 ? piece : replaceIn(piece, known)))
    .join("");
}

function replaceIn(piece: string, { values, byWord, patterns }: Known): string {
  // Some letters beyond ASCII are the same to a pattern and have different lower cases.
  if (!ASCII.test(piece))
    return patterns().reduce((done, pattern) => done.replace(pattern, coverValue), piece);
  const words = new Set(piece.toLowerCase().match(/[a-z0-9]+/g)).add("");
  const places = [...words].flatMap((word) => byWord.get(word) ?? []).sort((one, other) => one - other);
  return places.reduce((done, place) => coverIn(done, values[place] ?? ""), piece);
}

/** As the pattern of the value does it. */
function coverIn(text: string, value: string): string {
  const [lower, beginning] = [text.toLowerCase(), value.slice(0, VALUE_LIMIT).toLowerCase()];
  let done = "";
  let from = 0;
  for (let at = lower.indexOf(beginning); at >= 0; at = lower.indexOf(beginning, at + 1)) {
    if (at < from) continue;
    const rest =
      value.length > VALUE_LIMIT ? (/^\S*/.exec(text.slice(at + VALUE_LIMIT))?.[0].length ?? 0) : 0;
    const end = at + beginning.length + rest;
    if (isWordAt(lower, at - 1) || isWordAt(lower, end)) continue;
    done += text.slice(from, at) + coverValue(text.slice(at, end));
    from = end;
  }
  return done + text.slice(from);
}

const isWordAt = (lower: string, at: number): boolean => /[a-z0-9]/.test(lower.charAt(at));
