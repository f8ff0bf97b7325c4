import type { Manifest } from "../../charts/spi/index.ts";
import type { OpenedStack } from "../open-stack.ts";
import { refuseIssues } from "../refuse-issues.ts";
import type { Terminal } from "../terminal.ts";

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
  refuseIssues(terminal, { loaded }, issues, { json });
}
