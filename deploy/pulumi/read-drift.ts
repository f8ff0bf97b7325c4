import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import { manifestId } from "../../charts/spi/index.ts";
import { type Cluster, openCluster } from "../cluster/client.ts";
import { readRecord } from "../cluster/record.ts";
import { findOwn } from "../cluster/sweep.ts";
import { coverValues } from "../cover-values.ts";
import { asServed, compareObject } from "../drift/compare-object.ts";
import type { Drift, ObjectDrift } from "../drift/drift.ts";
import { describeExtra, isExtra } from "../drift/extra-objects.ts";
import { overlay } from "../drift/overlay.ts";
import { EngineRefusal } from "../engine.ts";
import { contentOf, type SecretContents } from "../secrets.ts";
import { ADOPTED_ANNOTATION } from "./adoption.ts";
import { type DeploymentState, objectsOf, readValue } from "./deployment-state.ts";
import { RELEASE_TYPE } from "./helm-release.ts";
import { applyWithoutDoing } from "./live-objects.ts";
import { passphraseEnvironment } from "./passphrase.ts";
import { refuseOtherCluster } from "./prepare.ts";
import type { PulumiEngineOptions } from "./run.ts";
import { chooseStateUrl } from "./state-url.ts";
import { requireTools } from "./tools.ts";
import { openWorkspace } from "./workspace.ts";

/** What one object looks like beside what was applied. */
interface Seen {
  readonly manifest: Manifest;
  /** As it would be after another application; as it was applied where it is gone. */
  readonly expected: KubeObject;
  readonly live: KubeObject | undefined;
  readonly restorable: boolean;
  /** Why the server would not compare it. */
  readonly refused?: string;
}

/**
 * Compares the objects of a stack with what the state says was applied last. Each one is applied again without doing
 * it, so that the server itself tells what another writing of the same is and what a change. Nothing is changed; no
 * lease is taken. Refuses where there is no state, or it is another cluster's.
 */
export async function readDrift(options: PulumiEngineOptions, stack: Stack): Promise<Drift> {
  const cluster = await openCluster(options);
  try {
    const uid = await cluster.uid();
    const state = await readState(options, stack, cluster, uid);
    const applied = appliedObjects(state);
    const seen = await Promise.all(applied.map((manifest) => look(cluster, manifest)));
    const canList = await mayListAll(cluster);
    const own = canList ? await findOwn(cluster, stack.name) : [];
    const ids = new Set(applied.map(({ id }) => id));
    const extras = own.filter((object) => !ids.has(manifestId(object)) && isExtra(object, applied));
    const cover = (text: string) => coverValues(text, secretsIn(seen));
    const record = await readRecord(cluster, stack.name);
    return {
      objects: [...seen.flatMap((one) => describeSeen(one, cover)), ...extras.map(describeExtra)],
      compared: applied.length,
      unaided: seen.flatMap(({ manifest: { id }, refused }) =>
        refused === undefined ? [] : [{ id, reason: refused }],
      ),
      extrasKnown: canList,
      profileChanged: record !== undefined && record.profileHash !== options.profileHash,
      opaque: opaqueParts(state, stack),
      before: seen.map(({ manifest, expected }) => withoutValues({ ...manifest, object: expected })),
      now: [
        ...seen.flatMap(({ manifest, live }) => (live === undefined ? [] : [{ ...manifest, object: live }])),
        ...extras.map((object) => ({ part: partNamed(object), id: manifestId(object), object })),
      ].map(withoutValues),
    };
  } finally {
    cluster.close();
  }
}

async function readState(
  options: PulumiEngineOptions,
  stack: Stack,
  cluster: Cluster,
  uid: string,
): Promise<DeploymentState> {
  const tools = requireTools(process.env);
  const stateUrl = chooseStateUrl(options);
  const passphrase = passphraseEnvironment(process.env, options.dataFolder, stack.name);
  const workspace = await openWorkspace({ tools, stack: stack.name, stateUrl, passphrase, existing: true });
  try {
    // What Secrets held is compared in memory only.
    const state = workspace.isThere ? await workspace.exportReadable() : undefined;
    if (state !== undefined && objectsOf(state).size > 0) {
      refuseOtherCluster(stack.name, state, uid);
      return state;
    }
  } finally {
    workspace.close();
  }
  const record = await readRecord(cluster, stack.name);
  throw new EngineRefusal(
    record === undefined || record.state === ""
      ? `stack ${stack.name} was never brought up in this cluster, so that there is nothing to compare with`
      : `nothing is known here of what was applied of stack ${stack.name}: its state is at ${record.state}; give --state with that place`,
  );
}

/** The objects of a state as they were applied; charts are none. */
function appliedObjects(state: DeploymentState): Manifest[] {
  return [...objectsOf(state)].flatMap(([id, { type, inputs }]) => {
    if (type === RELEASE_TYPE || inputs === undefined) return [];
    const values = Object.entries(inputs).map(([key, value]) => [key, readValue(value)] as const);
    const object = withoutMark(Object.fromEntries(values) as KubeObject);
    return [{ part: partNamed(object), id, object }];
  });
}

/** A run that took an object in and was cut off has left a mark in the state that no object has. */
function withoutMark(object: KubeObject): KubeObject {
  const { annotations, ...metadata } = object.metadata;
  if (annotations?.[ADOPTED_ANNOTATION] === undefined) return object;
  const { [ADOPTED_ANNOTATION]: _, ...rest } = annotations;
  return { ...object, metadata: { ...metadata, annotations: rest } };
}

async function look(cluster: Cluster, manifest: Manifest): Promise<Seen> {
  const { object } = manifest;
  const live = await cluster.readObject(object);
  if (live === undefined || "deletionTimestamp" in live.metadata)
    return { manifest, expected: object, live: undefined, restorable: true };
  const { status, body } = await applyWithoutDoing(cluster, object, live);
  if (status === 200) return { manifest, expected: body as KubeObject, live, restorable: true };
  const reason = body?.message ?? `HTTP ${status}`;
  const expected = overlay(live, asServed(object)) as KubeObject;
  // Who may not apply is told nothing; else the server will not have the old values back.
  return { manifest, expected, live, restorable: status === 403, refused: reason };
}

function describeSeen(
  { manifest, expected, live, restorable }: Seen,
  cover: (text: string) => string,
): ObjectDrift[] {
  const { id, part, object: applied } = manifest;
  if (live === undefined) return [{ id, part, kind: "missing", fields: [], up: "makes" }];
  const fields = compareObject({ applied, expected, live, restorable }, cover);
  return fields.length === 0 ? [] : [{ id, part, kind: "changed", fields }];
}

/** Listing labelled objects answers an empty list where it is not allowed, which would say that there is nothing. */
async function mayListAll(cluster: Cluster): Promise<boolean> {
  const paths = ["/api/v1/configmaps?limit=1", "/apis/apps/v1/deployments?limit=1"];
  const answers = await Promise.all(paths.map((path) => cluster.send({ method: "GET", path })));
  return answers.every(({ status }) => status === 200);
}

function secretsIn(seen: readonly Seen[]): SecretContents {
  const objects = seen.flatMap(({ manifest: { id, object }, live }) =>
    object.kind === "Secret"
      ? [object, ...(live === undefined ? [] : [live])].map((one) => [id, one] as const)
      : [],
  );
  return new Map(objects.map(([id, object], index) => [`${id} ${index}`, contentOf(object)]));
}

/** Rules need no values, and nothing that leaves the engine may hold one. */
function withoutValues(manifest: Manifest): Manifest {
  if (manifest.object.kind !== "Secret") return manifest;
  const { data: _, stringData: __, ...object } = manifest.object;
  return { ...manifest, object: object as KubeObject };
}

function opaqueParts(state: DeploymentState, stack: Stack): string[] {
  const namespaces = [...objectsOf(state).values()]
    .filter(({ type }) => type === RELEASE_TYPE)
    .map(({ inputs }) => inputs?.["namespace"]);
  return stack.parts.filter(({ namespace }) => namespaces.includes(namespace)).map(({ name }) => name);
}

function partNamed({ metadata }: KubeObject): string {
  return metadata.labels?.["country-stack/part"] ?? "";
}
