import {
  HOLDS_DATA_ANNOTATION,
  type KubeObject,
  type Manifest,
  NOT_AWAITED_ANNOTATION,
} from "../../charts/spi/index.ts";
import { isHelmRelease, RELEASE_TYPE, releaseNameOf, releaseSeconds } from "./helm-release.ts";
import { isWorkload } from "./layers.ts";
import { PROJECT } from "./workspace-names.ts";

/** Kinds that the provider would wait for in vain or for long; their workloads say whether they are of use. */
const NOT_AWAITED = ["Service", "PersistentVolumeClaim", "Ingress"];
/** Kinds that hold what cannot be made again; removing one takes a decision of a person. */
const KEPT = ["Namespace", "PersistentVolumeClaim", "Secret"];

/** Pulumi's type of an object: `kubernetes:GROUP/VERSION:KIND`, and of a HelmRelease that of a chart. */
export function typeOf(object: KubeObject): string {
  if (isHelmRelease(object)) return RELEASE_TYPE;
  const { apiVersion, kind } = object;
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** Pulumi's name of a manifest's resource in all of the engine's output. */
export function urnOf(stack: string, manifest: Manifest): string {
  return `urn:pulumi:${stack}::${PROJECT}::${typeOf(manifest.object)}::${manifest.id}`;
}

/** The provider's id of an object: `NAMESPACE/NAME`, or the name alone. */
export function idOf(object: KubeObject): string {
  const { name, namespace } = isHelmRelease(object) ? releaseNameOf(object) : object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Whether `down` leaves the object unless data is to be deleted. */
export function isKept(object: KubeObject): boolean {
  return KEPT.includes(object.kind) || HOLDS_DATA_ANNOTATION in (object.metadata.annotations ?? {});
}

/** The object as the engine applies it: ours, with notes to the provider as annotations. */
export function appliedObject(object: KubeObject): KubeObject {
  const isAwaited = object.metadata.annotations?.[NOT_AWAITED_ANNOTATION] === undefined;
  if (isAwaited && !NOT_AWAITED.includes(object.kind)) return object;
  const annotations = { ...object.metadata.annotations, "pulumi.com/skipAwait": "true" };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** How long the provider may take for an object. */
export function timeoutsOf(object: KubeObject): { create: string; update: string; delete: string } {
  const usual = jobLimit(object) ?? (isWorkload(object) ? "10m" : "2m");
  // Helm keeps to its own limit; the engine's is for where it does not.
  const wait = isHelmRelease(object) ? `${releaseSeconds(object) + 60}s` : usual;
  return { create: wait, update: wait, delete: "5m" };
}

/** A job says itself how long it may take. */
function jobLimit({ kind, spec }: KubeObject): string | undefined {
  const seconds = (spec as { readonly activeDeadlineSeconds?: number } | undefined)?.activeDeadlineSeconds;
  return kind !== "Job" || seconds === undefined ? undefined : `${seconds + 60}s`;
}
