import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { EngineRefusal } from "../engine.ts";

const BYTES = 32;

/**
 * What the engine's environment must hold so that it can encrypt secrets: the person's own passphrase where they set
 * one, else one made at first use and kept in `DATA/STACK/passphrase`, which only this user can read. Never empty:
 * Pulumi would take that for a passphrase too.
 */
export function passphraseEnvironment(
  env: NodeJS.ProcessEnv,
  dataFolder: string,
  stack: string,
): Record<string, string> {
  const given = env["PULUMI_CONFIG_PASSPHRASE"];
  if (given !== undefined && given !== "") return { PULUMI_CONFIG_PASSPHRASE: given };
  const file = env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  if (file !== undefined && file !== "") {
    if (!existsSync(file) || readFileSync(file, "utf8").trim() === "") {
      throw new EngineRefusal("the file that PULUMI_CONFIG_PASSPHRASE_FILE names is missing or empty");
    }
    return { PULUMI_CONFIG_PASSPHRASE_FILE: resolve(file) };
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: keepPassphrase(dataFolder, stack) };
}

/** The path of the stack's own passphrase file, made where it is missing or empty; absolute, as the engine runs elsewhere. */
function keepPassphrase(dataFolder: string, stack: string): string {
  const folder = resolve(dataFolder, stack);
  const path = resolve(folder, "passphrase");
  if (existsSync(path) && readFileSync(path, "utf8").trim() !== "") return path;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${randomBytes(BYTES).toString("base64url")}\n`, { mode: 0o600 });
  return path;
}
