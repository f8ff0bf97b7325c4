import type { Manifest } from "../../charts/spi/index.ts";
import { EXIT, Exit } from "../exit.ts";
import type { OpenedStack } from "../open-stack.ts";
import type { Terminal } from "../terminal.ts";
import { formatIssues, issuesToJson } from "../ui/issues.ts";

/**
 * Ends the command with exit code 2 where manifests break a security rule without their product saying so; what is
 * not granted has been refused before anything was made.
 */
export async function refuseViolations(
  terminal: Terminal,
  { stack, loaded }: Pick<OpenedStack, "stack" | "loaded">,
  manifests: readonly Manifest[],
  { json }: { readonly json: boolean },
): Promise<void> {
  const { checkRules } = await import("../../constructs/rules/check-rules.ts");
  const { violationIssues } = await import("./rule-issues.ts");
  const issues = violationIssues(checkRules(manifests, { stack }), stack);
  if (issues.length === 0) return;
  if (json) terminal.out(JSON.stringify({ valid: false, issues: issuesToJson(issues) }));
  else terminal.talk(formatIssues(issues, loaded.sources, { colour: terminal.colour.talk }));
  throw new Exit(EXIT.usage);
}
