import type { Change } from "../../deploy/engine.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

const SIGNS = { create: "+", update: "~", replace: "±", delete: "-", same: " " } as const;
const STYLES = { create: "green", update: "yellow", replace: "magenta", delete: "red", same: "dim" } as const;
const MOST = 60;

/** What an engine would do, an object a line with the fields it would touch, and the counts below. */
export function formatChanges(changes: readonly Change[], terminal: Terminal): string {
  const real = changes.filter((change) => change.action !== "same");
  if (real.length === 0) return say.up.nothingToDo;
  const lines = real.slice(0, MOST).map((change) => {
    const sign = terminal.talkStyle(STYLES[change.action], SIGNS[change.action]);
    const fields = (change.fields ?? []).map((field) => field.path).join(", ");
    return `  ${sign} ${change.id}${fields === "" ? "" : `  (${fields})`}`;
  });
  const counts: Record<string, number> = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  const more = real.length > MOST ? [say.up.planMore(real.length - MOST)] : [];
  return [...lines, ...more, say.up.planCounts(counts)].join("\n");
}
