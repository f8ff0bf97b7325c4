import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run-cli.ts";

/** Writes Utopia's profile into a folder under another stack name, so that no other test meets its namespaces. */
export function copyUtopia(folder: string, name: string): string {
  cpSync(join(ROOT, "profiles/countries/utopia"), join(folder, "utopia"), { recursive: true });
  return renamed("profiles/countries/utopia.yaml", folder, name);
}

/** As {@link copyUtopia}, of the smallest country: a mediator and one registry. */
export function copySmall(folder: string, name: string): string {
  return renamed("test/fixtures/small.yaml", folder, name);
}

function renamed(source: string, folder: string, name: string): string {
  const profile = join(folder, `${name}.yaml`);
  const text = readFileSync(join(ROOT, source), "utf8");
  writeFileSync(profile, text.replace(/^name: \w+$/m, `name: ${name}`));
  return profile;
}
