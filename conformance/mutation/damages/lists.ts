import { contentsOf, type DamageKind, type Observed, onContent, onlyReads } from "../damage.ts";
import { changeAt, describePath, type FieldPath, walk } from "../field-path.ts";

const DEPTH = 2;

/** The operations whose answers are logs, in which the newest entry is the last one. */
const LOGS = new Set(["DPU"]);

type ChangeList = (list: readonly unknown[]) => readonly unknown[];

function listDamages(what: string, change: ChangeList, applies: (observed: Observed) => boolean): DamageKind {
  return (observed) =>
    applies(observed)
      ? listsIn(observed).map((path) =>
          onContent(`${what}: ${describePath(path)}`, (content) =>
            changeAt(content, path, (list) => (Array.isArray(list) ? change(list) : list), "every"),
          ),
        )
      : [];
}

/** The places of lists that had something in them. */
function listsIn(observed: Observed): FieldPath[] {
  const found = new Map<string, FieldPath>();
  for (const content of contentsOf(observed))
    for (const { path, value } of walk(content, [], DEPTH))
      if (Array.isArray(value) && value.length > 0) found.set(describePath(path), path);
  return [...found.values()];
}

/** A list lacks its first item. */
export const itemDropped = listDamages("item dropped", (list) => list.slice(1), onlyReads);

/** A list has its first item twice. */
export const itemDoubled = listDamages("item doubled", (list) => [...list.slice(0, 1), ...list], onlyReads);

/** A list is empty. */
export const listEmptied = listDamages("list emptied", () => [], onlyReads);

/** A log lacks its newest entry. */
export const logEntryMissing = listDamages(
  "log entry missing",
  (list) => list.slice(0, -1),
  ({ operation }) => LOGS.has(operation.id),
);
