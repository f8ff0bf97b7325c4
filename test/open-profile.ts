import type { Stack } from "../charts/spi/index.ts";
import { shippedCatalog } from "../cli/open-catalog.ts";
import { readProfileFile } from "../cli/read-file.ts";
import { loadProfile } from "../profiles/load.ts";
import { resolveStack } from "../profiles/resolve.ts";

/** The day on which the tests resolve profiles. */
export const TODAY = "2026-11-21";

/** The stack of a profile, by the shipped catalog; `text` in place of what the file has. Issues are thrown as JSON. */
export function openProfile(file: string, text?: string): Stack {
  const loaded = loadProfile(file, (path) =>
    path === file && text !== undefined ? { bytes: Buffer.from(text) } : readProfileFile(path),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  const resolved = resolveStack(loaded.value, shippedCatalog, TODAY);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
  return resolved.value;
}
