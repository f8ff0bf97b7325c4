import { fileURLToPath } from "node:url";
import { renameStack } from "../../deploy/sandbox/rename-stack.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import type { Terminal } from "../terminal.ts";

/** The profile of a sandbox for which none was named: the shipped one. */
export const DEFAULT_PROFILE: string = fileURLToPath(
  new URL("../../profiles/countries/utopia.yaml", import.meta.url),
);

/** Loads and resolves a profile as one of a development environment, and gives the stack the sandbox's name. */
export async function openSandboxStack(
  terminal: Terminal,
  profile: string,
  name: string,
  json = false,
): Promise<OpenedStack> {
  const opened = await openStack(profile, terminal, { json, environment: "development" });
  return { ...opened, stack: renameStack(opened.stack, name) };
}
