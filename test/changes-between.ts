import type { Manifest } from "../charts/spi/index.ts";
import { differingFields } from "../deploy/drift/differing-fields.ts";
import type { Change } from "../deploy/engine.ts";

const KEPT = ["Namespace", "PersistentVolumeClaim", "Secret"];

/**
 * What an engine would do to get from some manifests to others, worked out without one: a claim whose `spec` changes is
 * made anew, all else changes in place.
 */
export function changesBetween(before: readonly Manifest[], after: readonly Manifest[]): Change[] {
  const old = new Map(before.map((manifest) => [manifest.id, manifest]));
  const now = new Set(after.map(({ id }) => id));
  return [
    ...after.map((manifest) => changeOf(manifest, old.get(manifest.id))),
    ...before
      .filter(({ id }) => !now.has(id))
      .map(({ part, id, object }): Change => {
        return { part, id, action: "delete", before: object, ...heldBy(object.kind) };
      }),
  ];
}

function changeOf({ part, id, object }: Manifest, before: Manifest | undefined): Change {
  const sides = { after: object, ...heldBy(object.kind) };
  if (before === undefined) return { part, id, action: "create", ...sides };
  const fields = differingFields(before.object, object).map(({ path, kind, before: was, after: is }) => ({
    path,
    kind: ({ added: "add", removed: "delete", changed: "update" } as const)[kind],
    replaces: object.kind === "PersistentVolumeClaim" && path.startsWith("spec"),
    ...(was === undefined ? {} : { before: was }),
    ...(is === undefined ? {} : { after: is }),
  }));
  const both = { ...sides, before: before.object };
  if (fields.length === 0) return { part, id, action: "same", ...both };
  return {
    part,
    id,
    action: fields.some(({ replaces }) => replaces) ? "replace" : "update",
    fields,
    ...both,
  };
}

function heldBy(kind: string): Pick<Change, "holdsData"> {
  return KEPT.includes(kind) ? { holdsData: true } : {};
}
