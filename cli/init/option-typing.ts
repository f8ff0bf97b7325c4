import { parse, stringify } from "yaml";
import { initTalk } from "../messages/init-en.ts";
import type { OptionShape } from "./suggest-options.ts";

const say = initTalk.typing;

/** How an option is typed in one line. */
export interface Typing {
  readonly read: (typed: string) => unknown;
  readonly show: (value: unknown) => string;
  /** What a person has to know of it; empty for plain text. */
  readonly how: string;
}

/** Text is typed as it is, a list of words with commas, a map as its pairs, anything else as YAML in one line. */
export function typingOf({ type, items }: OptionShape): Typing {
  if (type === "string") return { read: (typed) => typed.trim(), show: String, how: "" };
  if (type === "array" && items?.type === "string") {
    return { read: readWords, show: (value) => (value as readonly string[]).join(", "), how: say.words };
  }
  if (type === "object") return { read: readPairs, show: showPairs, how: say.pairs };
  const empty = type === "array" ? [] : undefined;
  return { read: (typed) => readYaml(typed, empty), show: inline, how: type === "array" ? say.yaml : "" };
}

function readWords(typed: string): string[] {
  return typed
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

function readPairs(typed: string): unknown {
  const text = typed.trim();
  return readYaml(text.startsWith("{") ? text : `{ ${text} }`, {});
}

const showPairs = (value: unknown): string => inline(value).replace(/^\{\s*|\s*\}$/g, "");

/** What is no YAML stays text, and is then refused by the schema. */
function readYaml(typed: string, empty: unknown): unknown {
  if (typed.trim() === "") return empty;
  try {
    return parse(typed);
  } catch {
    return typed;
  }
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
