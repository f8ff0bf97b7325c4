import { createHash } from "node:crypto";
import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";

/** A ConfigMap of text files, and the checksum that its readers' pod templates carry. */
export interface Files {
  readonly name: string;
  /** SHA-256 of names and texts, hexadecimal: a changed file is a changed pod. */
  readonly checksum: string;
}

/** Adds the ConfigMap `name`; files by name. Kubernetes takes 1 MiB at most; more throws a RangeError. */
export function addFiles(scope: Construct, name: string, files: Readonly<Record<string, string>>): Files {
  const text = JSON.stringify(files);
  if (Buffer.byteLength(text) > 1_000_000) throw new RangeError(`the files of ${name} are larger than 1 MB`);
  new ApiObject(scope, `files-${name}`, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { ...files },
  });
  return { name, checksum: createHash("sha256").update(text).digest("hex") };
}
