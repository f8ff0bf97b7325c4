import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { isOwn } from "../cluster/ownership.ts";
import { type DeploymentState, objectsOf, type StateResource, secretValue } from "./deployment-state.ts";
import { isHelmRelease, releaseInputs } from "./helm-release.ts";
import { projectOnto } from "./projection.ts";
import { appliedObject, idOf, isKept, typeOf, urnOf } from "./resource.ts";
import { PROJECT, PROVIDER_NAME } from "./workspace-names.ts";

/** In the state, on an object that was taken in and is still to be applied; no object of a cluster has it. */
export const ADOPTED_ANNOTATION = "country-stack/adopted";

/** What state and cluster say of each other, before anything is changed. */
export interface AdoptionPlan {
  /** In the cluster with our labels, and unknown to the state. */
  readonly adopt: readonly Manifest[];
  /** In the cluster without our labels: they belong to someone else. */
  readonly foreign: readonly Manifest[];
  /** URNs of resources of the state that the cluster does not have. */
  readonly gone: readonly string[];
}

/** An object of ours to be taken into the state. */
export interface FoundObject {
  readonly manifest: Manifest;
  readonly live: KubeObject;
  /** Whether applying the manifest would change nothing. */
  readonly unchanged: boolean;
}

/** Compares what is wanted, what the state knows and what the cluster has; `live` is by manifest id. */
export function planAdoption(
  stack: string,
  manifests: readonly Manifest[],
  state: DeploymentState,
  live: ReadonlyMap<string, KubeObject>,
): AdoptionPlan {
  const known = objectsOf(state);
  const unknown = manifests.filter(({ id }) => live.has(id) && !known.has(id));
  const own = (manifest: Manifest) => isOwn(live.get(manifest.id) as KubeObject, stack);
  return {
    adopt: unknown.filter(own),
    foreign: unknown.filter((manifest) => !own(manifest)),
    gone: manifests
      .filter(({ id }) => known.has(id) && !live.has(id))
      .map(({ id }) => (known.get(id) as StateResource).urn),
  };
}

/**
 * The state's entry of an object that is there. Where the manifest would change nothing, it is recorded as what was
 * applied, so that the update leaves the object alone; else what is live, with a mark that makes the update apply.
 */
export function stateEntry(stack: string, found: FoundObject, providerUrn: string): StateResource {
  const { manifest, unchanged } = found;
  const recorded = isHelmRelease(manifest.object)
    ? releaseRecord(manifest.object, unchanged)
    : objectRecord(found);
  return {
    urn: urnOf(stack, manifest),
    custom: true,
    id: idOf(manifest.object),
    type: typeOf(manifest.object),
    ...recorded,
    provider: providerUrn,
    retainOnDelete: isKept(manifest.object),
  };
}

function objectRecord({ manifest, live, unchanged }: FoundObject): Pick<StateResource, "inputs" | "outputs"> {
  const declared = appliedObject(manifest.object);
  const inputs = unchanged ? declared : marked(projectOnto(readable(live, declared), declared) as KubeObject);
  return { inputs: withSecrets(inputs), outputs: liveOutputs(live) };
}

/** What the state keeps of a live object. */
export function liveOutputs(live: KubeObject): Record<string, unknown> {
  const { managedFields: _, ...metadata } = live.metadata as KubeObject["metadata"] & {
    managedFields?: unknown;
  };
  return { ...withSecrets({ ...live, metadata }), __fieldManager: fieldManagerOf(live) };
}

/** A chart that is not installed as declared gets a description that no chart has, whose removal upgrades it. */
function releaseRecord(object: KubeObject, unchanged: boolean): Pick<StateResource, "inputs" | "outputs"> {
  const inputs = { ...releaseInputs(object), ...(unchanged ? {} : { description: "adopted" }) };
  return { inputs, outputs: inputs };
}

/** The URN of the one provider of a stack. */
export function providerUrnOf(stack: string): string {
  return `urn:pulumi:${stack}::${PROJECT}::pulumi:providers:kubernetes::${PROVIDER_NAME}`;
}

/**
 * The field manager under which the object was applied; going on under the same one lets the server remove the
 * fields that a new version no longer declares.
 */
export function fieldManagerOf(live: KubeObject): string {
  const { managedFields } = live.metadata as { managedFields?: { manager: string; operation: string }[] };
  const applied = managedFields?.find(
    ({ manager, operation }) => operation === "Apply" && manager.startsWith("pulumi-kubernetes"),
  );
  return applied?.manager ?? "pulumi-kubernetes-adopted";
}

/** An annotation that no object has: its removal is a change that the provider cannot overlook. */
function marked(inputs: KubeObject): KubeObject {
  const annotations = { ...inputs.metadata.annotations, [ADOPTED_ANNOTATION]: "true" };
  return { ...inputs, metadata: { ...inputs.metadata, annotations } };
}

/** A live Secret has no stringData: what was declared there stands in data, encoded. */
function readable(live: KubeObject, declared: KubeObject): KubeObject {
  if (live.kind !== "Secret" || declared["stringData"] === undefined) return live;
  const data = Object.entries((live["data"] as Record<string, string> | undefined) ?? {});
  const decoded = data.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]);
  return { ...live, stringData: Object.fromEntries(decoded) };
}

function withSecrets(object: KubeObject): Record<string, unknown> {
  if (object.kind !== "Secret") return { ...object };
  const entries = Object.entries(object).map(([key, value]) =>
    key === "data" || key === "stringData" ? [key, secretValue(value)] : [key, value],
  );
  return Object.fromEntries(entries);
}
