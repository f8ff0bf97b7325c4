import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The file of a stack's state in a data folder. */
function stateFile(folder: string, stack: string): string {
  return join(folder, `state/.pulumi/stacks/country-stack/${stack}.json`);
}

/** Whether the engine has begun a state. */
export function hasState(folder: string, stack: string): boolean {
  return existsSync(stateFile(folder, stack));
}

/** Takes the whole state away, as a lost disk does. */
export function loseState(folder: string): void {
  rmSync(join(folder, "state"), { recursive: true, force: true });
}

/** The names of the Kubernetes resources that the state knows. */
export function readKnown(folder: string, stack: string): Set<string> {
  if (!hasState(folder, stack)) return new Set();
  const { checkpoint } = JSON.parse(readFileSync(stateFile(folder, stack), "utf8"));
  const resources: { urn: string; type: string }[] = checkpoint.latest?.resources ?? [];
  const ours = resources.filter(({ type }) => type.startsWith("kubernetes:"));
  return new Set(ours.map(({ urn }) => urn.split("::").at(-1) ?? ""));
}
