import { TEMPORARY_LABEL } from "../../charts/callback-sink.ts";
import { type KubeObject, type Manifest, manifestId } from "../../charts/spi/index.ts";
import type { ObjectDrift } from "./drift.ts";
import { isOurs, managersOf } from "./owned-fields.ts";

interface ClaimTemplates {
  readonly volumeClaimTemplates?: readonly { readonly metadata?: { readonly name?: string } }[];
}

/**
 * Whether an object with the stack's labels that was not applied is one too many: not what stands for the time of a run,
 * and not a claim that a StatefulSet of the stack made.
 */
export function isExtra(object: KubeObject, applied: readonly Manifest[]): boolean {
  if (TEMPORARY_LABEL in (object.metadata.labels ?? {})) return false;
  return !(object.kind === "PersistentVolumeClaim" && isClaimOfSet(object, applied));
}

/** An object that was not applied; one that the engine made belongs to a run that did not end, and the next takes it in. */
export function describeExtra(object: KubeObject): ObjectDrift {
  const managers = managersOf(object);
  const [first] = managers.toSorted((a, b) => ((a.time ?? "") < (b.time ?? "") ? -1 : 1));
  const { creationTimestamp: when } = object.metadata as { readonly creationTimestamp?: string };
  return {
    id: manifestId(object),
    part: object.metadata.labels?.["country-stack/part"] ?? "",
    kind: "extra",
    fields: [],
    ...(first === undefined ? {} : { by: first.manager }),
    ...(when === undefined ? {} : { when }),
    up: managers.some(isOurs) ? "takes-in" : "leaves",
  };
}

function isClaimOfSet({ metadata: claim }: KubeObject, applied: readonly Manifest[]): boolean {
  return applied.some(({ object }) => {
    if (object.kind !== "StatefulSet" || object.metadata.namespace !== claim.namespace) return false;
    const { volumeClaimTemplates = [] } = (object["spec"] ?? {}) as ClaimTemplates;
    return volumeClaimTemplates.some(({ metadata }) =>
      claim.name.startsWith(`${metadata?.name}-${object.metadata.name}-`),
    );
  });
}
