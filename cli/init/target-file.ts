import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UsageError } from "../exit.ts";
import { initTalk as say } from "../messages/init-en.ts";

const SCHEMA = new URL("../../profiles/profile.schema.json", import.meta.url);

/** Whether the profile to be is there already. A folder of that name is wrong use. */
export function checkTarget(file: string): boolean {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isDirectory()) throw new UsageError(say.folder(file));
  return status !== undefined;
}

/**
 * How the profile's first line names the schema that editors read: by a path from the profile, so that both can move
 * together; from another drive by its URL.
 */
export function schemaPath(file: string): string {
  const path = relative(dirname(resolve(file)), fileURLToPath(SCHEMA));
  if (isAbsolute(path)) return pathToFileURL(path).href;
  const plain = path.split(sep).join("/");
  return plain.startsWith(".") ? plain : `./${plain}`;
}

/** Writes the profile whole or not at all. One that came into being meanwhile is written over only where that was agreed. */
export function writeTarget(file: string, text: string, overwrite: boolean): void {
  const temporary = `${file}.${process.pid}`;
  if (!overwrite && existsSync(file)) throw new UsageError(say.exists(file), say.existsHint);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw new UsageError(say.cannotWrite(file, (error as Error).message));
  }
}
