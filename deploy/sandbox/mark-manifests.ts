import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import { limitObjects } from "./limits.ts";
import { EXPIRES_ANNOTATION, SANDBOX_LABEL } from "./marks.ts";

/** Kinds whose contents a reaper with rights by name could not remove. */
const OPAQUE = ["HelmRelease"];

/**
 * The manifests of a sandbox: every object labelled with its name, every namespace annotated with the end of its time
 * (RFC 3339) and followed by its quota and its default limits.
 */
export function markManifests(stack: Stack, manifests: readonly Manifest[], expires: string): Manifest[] {
  return manifests.flatMap(({ part, id, object }) => {
    const marked = { part, id, object: mark(object, stack.name, expires) };
    if (object.kind !== "Namespace") return [marked];
    return [marked, ...limitObjects(stack, part, marked.object)];
  });
}

/** The objects that would outlive a sandbox whose maker is gone: of the whole cluster, or not to be looked into. */
export function findUnremovable(manifests: readonly Manifest[]): readonly KubeObject[] {
  return manifests
    .map(({ object }) => object)
    .filter(({ kind, metadata }) => {
      const isOfCluster = metadata.namespace === undefined && kind !== "Namespace";
      return isOfCluster || OPAQUE.includes(kind);
    });
}

function mark(object: KubeObject, name: string, expires: string): KubeObject {
  const { labels, annotations, ...metadata } = object.metadata;
  const dated = object.kind === "Namespace" ? { ...annotations, [EXPIRES_ANNOTATION]: expires } : annotations;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...labels, [SANDBOX_LABEL]: name },
      ...(dated === undefined ? {} : { annotations: dated }),
    },
  };
}
