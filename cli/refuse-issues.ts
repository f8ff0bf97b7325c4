import type { Issue } from "../profiles/issue.ts";
import { EXIT, Exit } from "./exit.ts";
import type { OpenedStack } from "./open-stack.ts";
import type { Terminal } from "./terminal.ts";
import { formatIssues, issuesToJson } from "./ui/issues.ts";

/** Prints issues with the profile's lines, or with `json` as one object, and ends the command with exit code 2 where there are any. */
export function refuseIssues(
  terminal: Terminal,
  { loaded }: Pick<OpenedStack, "loaded">,
  issues: readonly Issue[],
  { json }: { readonly json: boolean },
): void {
  if (issues.length === 0) return;
  if (json) terminal.out(JSON.stringify({ valid: false, issues: issuesToJson(issues) }));
  else terminal.talk(formatIssues(issues, loaded.sources, { colour: terminal.colour.talk }));
  throw new Exit(EXIT.usage);
}
