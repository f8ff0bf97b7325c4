import { decodeText, type Read } from "./decode.ts";
import { errorAt, type Issue, sortIssues } from "./issue.ts";
import { type LocatedMap, plainValue } from "./located.ts";
import { type Lock, lockShape } from "./lock.ts";
import { readYaml } from "./read-yaml.ts";
import { parseLocated } from "./schema-issues.ts";

/** What reading a lock file gives; `text` is what the issues point into, where there was any. */
export type LockResult =
  | { readonly state: "absent"; readonly file: string }
  | { readonly state: "read"; readonly file: string; readonly text: string; readonly lock: Lock }
  | {
      readonly state: "wrong";
      readonly file: string;
      readonly text?: string;
      readonly issues: readonly Issue[];
    };

/** Loads a lock file. Reading is the caller's; no input makes it throw, and all issues come at once. */
export function loadLock(file: string, read: Read): LockResult {
  const result = read(file);
  if ("missing" in result) return { state: "absent", file };
  if ("unreadable" in result) {
    return { state: "wrong", file, issues: [errorAt("CS1008", { file, reason: result.reason, as: "lock" })] };
  }
  const text = decodeText(file, result.bytes);
  if (typeof text !== "string") return { state: "wrong", file, issues: [text] };
  const root = readYaml(file, text);
  if (!("kind" in root)) return { state: "wrong", file, text, issues: sortIssues(root.map(ofLock)) };
  return { file, text, ...parseLock(root) };
}

function parseLock(
  root: LocatedMap,
):
  | { readonly state: "read"; readonly lock: Lock }
  | { readonly state: "wrong"; readonly issues: readonly Issue[] } {
  const parsed = parseLocated(lockShape, root, plainValue(root));
  if ("value" in parsed) return { state: "read", lock: parsed.value };
  return { state: "wrong", issues: sortIssues(parsed.faults.map(({ issue }) => ofLock(issue))) };
}

/** The sentences call the top of a file "the profile", which this one is not. */
function ofLock(issue: Issue): Issue {
  const { code, params, at } = issue;
  const file = at?.file ?? "";
  if (code === "CS1010") {
    return errorAt("CS1102", { path: file, expected: "map", got: params["found"] ?? "nothing" }, at);
  }
  return params["path"] === "" ? { ...issue, params: { ...params, path: file } } : issue;
}
