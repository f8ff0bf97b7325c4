import type { Span } from "../../charts/spi/index.ts";
import type { Located } from "../../profiles/located.ts";
import { parseLocated } from "../../profiles/schema-issues.ts";
import { messages } from "../messages/en.ts";
import { printable } from "../ui/source-line.ts";
import type { Question } from "./question.ts";

/** What is typed has no place in a file. */
const NOWHERE: Span = { file: "", line: 1, column: 1, endColumn: 1 };

/** Why a value cannot be the answer, in the words that a profile's check has for it; nothing where it can. */
export function complaintAbout({ title, schema }: Question, value: unknown): string | undefined {
  const root: Located = { kind: "map", at: NOWHERE, entries: new Map([[title, located(value)]]) };
  const parsed = parseLocated(schema, root, value, [title]);
  if ("value" in parsed) return undefined;
  const [fault] = parsed.faults;
  return fault === undefined ? undefined : printable(messages[fault.issue.code].sentence(fault.issue.params));
}

function located(value: unknown): Located {
  if (Array.isArray(value)) return { kind: "list", at: NOWHERE, items: value.map(located) };
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, each]): [string, Located] => [key, located(each)]);
    return { kind: "map", at: NOWHERE, entries: new Map(entries) };
  }
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { kind: "scalar", at: NOWHERE, value: isPlain ? value : null };
}
