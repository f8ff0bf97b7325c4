import type { SecretRequest } from "../charts/spi/index.ts";
import type { AskedSecret } from "../constructs/asked-secret.ts";
import { findOnPath } from "../lab/can-host.ts";

/** A Secret that a part of the example stack asks for; Secret `keys` of part `civil` unless told otherwise. */
export function exampleSecret(values: SecretRequest, changes: Partial<AskedSecret> = {}): AskedSecret {
  const { part = "civil", name = "keys" } = changes;
  const namespace = `utopia-${part}`;
  const id = `core/${namespace}/Secret/${name}`;
  return { part, id, namespace, name, values, rotatable: true, why: "", ...changes };
}

/** Whether a program is there for a test to ask; where it is not, the tests that need it are skipped aloud. */
export function isInstalled(program: string): boolean {
  const found = findOnPath(program, process.env["PATH"] ?? "") !== undefined;
  if (!found) console.warn(`skipped: ${program} is not on PATH`);
  return found;
}
