import { decodeText } from "../../profiles/decode.ts";
import { errorAt, type Issue, sortIssues } from "../../profiles/issue.ts";
import { findLocated, keySpanOf, type LocatedMap, type Path, plainValue } from "../../profiles/located.ts";
import { readYaml } from "../../profiles/read-yaml.ts";
import { parseLocated } from "../../profiles/schema-issues.ts";
import { suggest } from "../../profiles/suggest.ts";
import { type Answers, answerAt } from "./answers.ts";
import type { Context } from "./chosen.ts";
import { keyOf, type Question } from "./question.ts";
import { type Walk, walk } from "./walk.ts";

/** Answers of a file, each with its place. */
export interface LocatedAnswers {
  readonly root: LocatedMap;
  readonly text: string;
}

/** Reads answers from the bytes of a file (YAML or JSON), or says why there are none in it. */
export function readAnswers(
  file: string,
  bytes: Uint8Array,
): LocatedAnswers | { readonly issues: readonly Issue[]; readonly text: string } {
  const text = decodeText(file, bytes);
  if (typeof text !== "string") return { issues: [text], text: "" };
  const root = readYaml(file, text);
  return "kind" in root ? { root, text } : { issues: root, text };
}

/** The answers of a file as values. */
export const plainAnswers = ({ root }: LocatedAnswers): Answers => plainValue(root) as Answers;

/** What answers come to without anybody to ask. */
export interface CheckedAnswers {
  /** The walk; its questions without an answer in the file have their suggestion, or one that only stands in. */
  readonly walk: Walk;
  /** What is wrong with the answers, with its place. */
  readonly issues: readonly Issue[];
  /** The questions that nobody answered and for which there is no suggestion, or none may be taken. */
  readonly lacking: readonly Question[];
}

/** Checks all answers at once. Suggestions are taken where `suggestions` says so, and where an answer is optional. */
export function checkAnswers(
  context: Context,
  answers: LocatedAnswers | undefined,
  suggestions: boolean,
): CheckedAnswers {
  const plain = answers === undefined ? {} : plainAnswers(answers);
  const issues: Issue[] = [];
  const lacking: Question[] = [];
  const walked = walk(context, plain, (question) => {
    const faults = answers === undefined ? [] : faultsOf(question, answers.root, plain);
    issues.push(...faults);
    const mayTake = suggestions || (question.kind === "text" && question.optional === true);
    if (faults.length === 0 && (!mayTake || question.suggested === undefined)) lacking.push(question);
    return question.suggested ?? (question.kind === "text" ? question.example : undefined);
  });
  if (answers !== undefined) {
    const isWhole = walked.next === undefined && issues.length === 0 && lacking.length === 0;
    issues.push(...unknownAnswers(answers.root, walked, isWhole));
  }
  return { walk: walked, issues: sortIssues(issues), lacking };
}

function faultsOf({ path, schema }: Question, root: LocatedMap, plain: Answers): Issue[] {
  const answer = answerAt(plain, path);
  if (answer === undefined) return [];
  const parsed = parseLocated(schema, root, answer, path);
  return "faults" in parsed ? parsed.faults.map(({ issue }) => issue) : [];
}

/** The keys at the top of answers; below those behind the first row, what is asked depends on other answers. */
const FIXED = ["country", "name", "domain", "environment", "size", "useCases", "blocks", "organizations"];
const DEPENDING = ["separate", "parts", "platform", "providers", "uses", "exemptions"];

/**
 * Answers to questions that nobody asks, with what there is to answer in their place. Where the walk is not whole,
 * questions may be missing only because of other faults, and nothing is said of theirs.
 */
function unknownAnswers(root: LocatedMap, { answered }: Walk, isWhole: boolean): Issue[] {
  const paths = answered.map(({ question }) => question.path.map(String));
  return [...root.entries.keys()].flatMap((key) => {
    const below = paths.filter(([first]) => first === key);
    if (below.length > 0 && (isWhole || FIXED.includes(key))) return unknownBelow(root, [key], below);
    if (below.length > 0 || (!isWhole && DEPENDING.includes(key))) return [];
    const known = isWhole ? paths.map(([first]) => first ?? "") : [...FIXED, ...DEPENDING];
    return [unknownKey(root, [key], [...new Set(known)])];
  });
}

function unknownBelow(root: LocatedMap, at: Path, paths: readonly (readonly string[])[]): Issue[] {
  const here = findLocated(root, at);
  const below = paths.filter((path) => path.length > at.length);
  if (here === undefined || below.length === 0) return [];
  const known = [...new Set(below.map((path) => path[at.length] ?? ""))];
  if (here.kind === "scalar") {
    const params = { path: keyOf(at), expected: known.includes("0") ? "array" : "object", got: "text" };
    return [errorAt("CS1102", params, here.at)];
  }
  const keys = here.kind === "map" ? [...here.entries.keys()] : here.items.map((_, index) => String(index));
  return keys.flatMap((key) => {
    const path = [...at, key];
    if (!known.includes(key)) return [unknownKey(root, path, known)];
    return unknownBelow(
      root,
      path,
      below.filter((each) => each[at.length] === key),
    );
  });
}

function unknownKey(root: LocatedMap, path: Path, known: readonly string[]): Issue {
  const key = String(path.at(-1));
  const params = { key, path: keyOf(path.slice(0, -1)) || "what is asked", known, ...suggest(key, known) };
  return errorAt("CS1101", params, keySpanOf(root, path));
}
