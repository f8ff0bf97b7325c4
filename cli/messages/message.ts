import type { Issue } from "../../profiles/issue.ts";

/** The values of an issue that its sentence is made of. */
export type Params = Issue["params"];

/** What a person reads about one code. */
export interface Message {
  /** What is wrong, without a full stop. */
  readonly sentence: (params: Params) => string;
  /** What to type or to do next, where the values say it. */
  readonly hint?: (params: Params) => string | undefined;
  /** What it means, with a wrong and a right example, for `explain` and docs/errors.md. */
  readonly explain: string;
}

/** A value as text; the empty text where it is absent. */
export function word(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined) return "";
  return typeof value === "object" ? value.join(", ") : String(value);
}

/** A value as a list; an empty one where it is absent. */
export function list(params: Params, name: string): readonly string[] {
  const value = params[name];
  return typeof value === "object" ? value : [];
}

/** "Did you mean", or else what there is to choose from. */
export function choice(params: Params, intro: string, name = "known"): string | undefined {
  const suggestion = word(params, "suggestion");
  if (suggestion !== "") return `did you mean ${quoted(suggestion)}?`;
  const known = list(params, name);
  return known.length === 0 ? undefined : `${intro} ${known.join(", ")}`;
}

/** Text as it is written in a profile, told apart from the sentence around it. */
export const quoted = (text: string): string => `"${text}"`;

/** A path of the profile for the middle of a sentence. */
export const placed = (path: string): string => (path === "" ? "the profile" : path);
