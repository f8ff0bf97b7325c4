import { createHash } from "node:crypto";
import type { Construct } from "constructs";
import { kplus } from "./kplus.ts";

/** A ConfigMap with one JSON file, and the checksum that its readers' pod templates carry. */
export interface Configuration {
  readonly configMap: kplus.ConfigMap;
  readonly fileName: string;
  /** SHA-256 of the file, hexadecimal: a changed configuration is a changed pod. */
  readonly checksum: string;
}

/** Adds the ConfigMap. Kubernetes takes 1 MiB at most; a larger value throws a RangeError. */
export function addConfiguration(scope: Construct, name: string, value: unknown): Configuration {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (Buffer.byteLength(text) > 1_000_000)
    throw new RangeError(`the configuration ${name} is larger than 1 MB`);
  const configMap = new kplus.ConfigMap(scope, "configuration", {
    metadata: { name },
    data: { "config.json": text },
  });
  return { configMap, fileName: "config.json", checksum: createHash("sha256").update(text).digest("hex") };
}
