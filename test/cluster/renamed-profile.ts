import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run-cli.ts";

/** Writes Utopia's profile into a folder under another stack name, so that no other test meets its namespaces. */
export function copyUtopia(folder: string, name: string): string {
  const source = join(ROOT, "profiles/countries");
  cpSync(join(source, "utopia"), join(folder, "utopia"), { recursive: true });
  const profile = join(folder, `${name}.yaml`);
  const text = readFileSync(join(source, "utopia.yaml"), "utf8");
  writeFileSync(profile, text.replace(/^name: utopia$/m, `name: ${name}`));
  return profile;
}
