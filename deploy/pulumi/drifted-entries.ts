import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { comparable } from "../drift/compare-object.ts";
import { differingFields } from "../drift/differing-fields.ts";
import { overlay } from "../drift/overlay.ts";
import { ADOPTED_ANNOTATION, liveOutputs } from "./adoption.ts";
import { type DeploymentState, objectsOf, type StateResource } from "./deployment-state.ts";
import { RELEASE_TYPE } from "./helm-release.ts";
import { applyWithoutDoing } from "./live-objects.ts";

/**
 * The state's entries of objects that somebody changed since they were applied, as they would be if that had been
 * applied, by URN: the update then puts back what was applied, field by field, and a plan shows it. Objects that the
 * server would not have as they were (a claim that was enlarged) stay, and so do Secrets, whose live values count.
 */
export async function findDrifted(
  cluster: Cluster,
  manifests: readonly Manifest[],
  state: DeploymentState,
  live: ReadonlyMap<string, KubeObject>,
): Promise<Map<string, StateResource>> {
  const known = objectsOf(state);
  const found = await Promise.all(
    manifests.map(async ({ id }) => {
      const entry = known.get(id);
      const object = live.get(id);
      if (entry === undefined || object === undefined || !isSuspect(entry, object)) return [];
      const { status, body } = await applyWithoutDoing(cluster, entry.inputs as KubeObject, object);
      if (status !== 200 || isAlike(body as KubeObject, object)) return [];
      const inputs = asFound(entry.inputs, body, object) as Record<string, unknown>;
      return [[entry.urn, { ...entry, inputs, outputs: liveOutputs(object) }] as const];
    }),
  );
  return new Map(found.flat());
}

/** The state with these entries in place of those that it has. */
export function withEntries(
  state: DeploymentState,
  entries: ReadonlyMap<string, StateResource>,
): DeploymentState {
  if (entries.size === 0) return state;
  const resources = (state.deployment?.resources ?? []).map((one) =>
    one.delete === true ? one : (entries.get(one.urn) ?? one),
  );
  return { ...state, deployment: { ...state.deployment, resources } };
}

/** Whether an object may have been changed, as far as can be told without asking the server about each one. */
export function isSuspect({ type, inputs }: StateResource, live: KubeObject): boolean {
  if (type === RELEASE_TYPE || inputs === undefined || live.kind === "Secret") return false;
  const declared = inputs as KubeObject;
  // What was taken in and not applied yet is applied anyway.
  if (declared.metadata.annotations?.[ADOPTED_ANNOTATION] !== undefined) return false;
  return !isAlike(overlay(live, declared) as KubeObject, live);
}

/** What was declared, with what is live wherever applying it again would change something. */
export function asFound(declared: unknown, expected: unknown, live: unknown): unknown {
  if (differingFields(expected, live).length === 0) return declared;
  if (Array.isArray(declared) && Array.isArray(live) && declared.length === live.length) {
    const wanted = Array.isArray(expected) ? expected : [];
    return declared.map((item, index) => asFound(item, wanted[index], live[index]));
  }
  if (!isFields(declared) || !isFields(live)) return live;
  const wanted = isFields(expected) ? expected : {};
  const entries = Object.entries(declared).map(
    ([key, value]) => [key, asFound(value, wanted[key], live[key])] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAlike(one: KubeObject, other: KubeObject): boolean {
  return differingFields(comparable(one), comparable(other)).length === 0;
}
