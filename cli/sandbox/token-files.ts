import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import type { Deployment } from "../../deploy/engine.ts";

/**
 * Writes the tokens that parts of a sandbox ask callers for into its folder, which goes with it: one file a part that
 * only this user reads. Answers their absolute paths by part; a token itself belongs in no output.
 */
export async function writeTokenFiles(
  stack: Stack,
  deployment: Deployment,
  folder: string,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { name } of stack.parts) {
    const token = /^Bearer (.+)$/.exec((await deployment.headersOf?.(name))?.["Authorization"] ?? "")?.[1];
    if (token === undefined) continue;
    const file = join(folder, `${name}.token`);
    writeFileSync(file, token, { mode: 0o600 });
    chmodSync(file, 0o600);
    files[name] = file;
  }
  return files;
}
