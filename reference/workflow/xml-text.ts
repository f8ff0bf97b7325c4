import { ProcessTrouble } from "./trouble.ts";

const KNOWN: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const ATTRIBUTE = /\s+([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML has not
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Characters of XML with what `&` stands for; only what every XML has, and numbers. Throws a ProcessTrouble for others. */
export function readCharacters(raw: string, line: number): string {
  const text = raw.replace(/&([^;&<]{0,12};)?/g, (_, name: string | undefined) => {
    const character = name === undefined ? undefined : entityOf(name.slice(0, -1));
    if (character === undefined)
      throw new ProcessTrouble(line, "an & stands for no character that is known here");
    return character;
  });
  if (FORBIDDEN.test(text)) throw new ProcessTrouble(line, "there is a character that XML does not have");
  return text;
}

function entityOf(name: string): string | undefined {
  const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (number === null) return Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

/** The attributes of a tag by their names with prefix. Throws a ProcessTrouble where they are none. */
export function readAttributes(text: string, line: number): Map<string, string> {
  const found = new Map<string, string>();
  ATTRIBUTE.lastIndex = 0;
  let end = 0;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    const name = match[1] ?? "";
    if (found.has(name)) throw new ProcessTrouble(line, `the attribute ${name} is there twice`);
    found.set(name, readCharacters(match[2] ?? match[3] ?? "", line).replace(/[\t\n]/g, " "));
    end = ATTRIBUTE.lastIndex;
  }
  if (text.slice(end).trim() !== "") throw new ProcessTrouble(line, "a tag has attributes that are none");
  return found;
}
