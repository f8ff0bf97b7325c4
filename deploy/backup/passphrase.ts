import { readFileSync, statSync } from "node:fs";
import { EngineRefusal } from "../engine.ts";

/** The shortest passphrase with which a backup is made. */
const SHORTEST = 12;

/**
 * The passphrase of backups: the text of a key file that only its owner can read, else
 * COUNTRY_STACK_BACKUP_PASSPHRASE. It is never empty, never shown and stands on no command line. `make` asks for one
 * that is long enough to begin with.
 */
export function readPassphrase(env: NodeJS.ProcessEnv, keyFile: string | undefined, make: boolean): string {
  const text = keyFile === undefined ? env["COUNTRY_STACK_BACKUP_PASSPHRASE"] : readKeyFile(keyFile);
  if (text === undefined || text === "") {
    throw new EngineRefusal(
      "a backup is encrypted and needs a passphrase: set COUNTRY_STACK_BACKUP_PASSPHRASE, or name a file with --key-file",
    );
  }
  if (make && text.length < SHORTEST)
    throw new EngineRefusal(`the passphrase is too short: give it ${SHORTEST} characters or more`);
  return text;
}

function readKeyFile(path: string): string {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
    mode = statSync(path).mode;
  } catch (error) {
    throw new EngineRefusal(`the key file ${path} cannot be read: ${(error as Error).message}`);
  }
  if ((mode & 0o077) !== 0)
    throw new EngineRefusal(`others can read or write the key file ${path}: chmod 600 ${path}`);
  if (text === "") throw new EngineRefusal(`the key file ${path} is empty`);
  return text;
}
