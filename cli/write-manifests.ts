import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ManifestFile } from "../constructs/manifest-file.ts";

/** Writes one file a part, and removes those of an earlier run that this one does not have. */
export function writeManifests(folder: string, files: readonly ManifestFile[]): void {
  mkdirSync(folder, { recursive: true });
  const names = new Set(files.map((file) => file.name));
  for (const name of readdirSync(folder)) {
    if (/^\d{2,}-[a-z0-9-]+\.yaml$/.test(name) && !names.has(name)) rmSync(join(folder, name));
  }
  for (const file of files) writeFileSync(join(folder, file.name), file.text);
}
