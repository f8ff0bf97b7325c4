import { stringify } from "yaml";
import type { Manifest } from "../charts/spi/index.ts";

/** A file of manifests, as it is written for a person to read and for `kubectl apply -f`. */
export interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

/** kubectl reads YAML 1.1, to which a bare `yes` or `NO` is no text. */
const WRITING = { aliasDuplicateObjects: false, lineWidth: 0, compat: "yaml-1.1" } as const;

/** One file a part, in the order of installing: `01-mediator.yaml`, `02-civil.yaml` ... */
export function manifestFiles(manifests: readonly Manifest[]): ManifestFile[] {
  const parts = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const known = parts.get(manifest.part);
    if (known === undefined) parts.set(manifest.part, [manifest]);
    else known.push(manifest);
  }
  const width = Math.max(2, String(parts.size).length);
  return [...parts].map(([part, list], index) => ({
    name: `${String(index + 1).padStart(width, "0")}-${part}.yaml`,
    text: list.map(({ object }) => stringify(object, WRITING)).join("---\n"),
  }));
}
