import type { KubeObject, Manifest } from "../../charts/spi/index.ts";
import { askedSecrets } from "../../constructs/asked-secret.ts";
import { isOwn } from "../cluster/ownership.ts";
import { coverValues } from "../cover-values.ts";
import { decideSecrets } from "../decide-secrets.ts";
import { EngineRefusal } from "../engine.ts";
import { contentOf, type SecretContent, type SecretContents } from "../secrets.ts";
import type { Succession } from "../succession.ts";
import { type DeploymentState, objectsOf, readValue, type StateResource } from "./deployment-state.ts";

/** What is known of a stack's Secrets before its manifests are applied. */
export interface SecretSources {
  readonly stack: string;
  /** What the cluster has, by manifest id. */
  readonly live: ReadonlyMap<string, KubeObject>;
  /** The state, with its secrets encrypted. */
  readonly state: DeploymentState;
  /** Reads the state with its secrets readable; asked only where the cluster has lost a Secret. */
  readonly readState: () => Promise<DeploymentState>;
  /** The part whose secrets are made anew. */
  readonly rotate?: string | undefined;
  /** The step that an authority takes whose key is being replaced. */
  readonly succession?: Succession | undefined;
  /** Whether nothing is made, as nothing will be applied. */
  readonly preview?: boolean;
}

/**
 * What every Secret that the manifests ask for is to hold: what the cluster has of ours, else what the state has, else
 * new values. To be asked once a run: a second answer would hold other new values.
 */
export async function decideContents(
  manifests: readonly Manifest[],
  sources: SecretSources,
): Promise<SecretContents> {
  const asked = askedSecrets(manifests);
  const inCluster = liveContents(manifests, sources.stack, sources.live);
  const inState = objectsOf(sources.state);
  const isLost = asked.some(({ id }) => !inCluster.has(id) && inState.has(id));
  const readable = isLost ? objectsOf(await sources.readState()) : new Map<string, StateResource>();
  const known = asked.flatMap(({ id }) => {
    const content = inCluster.get(id) ?? contentInState(readable.get(id));
    return content === undefined ? [] : [[id, content] as const];
  });
  const { rotate, succession, preview = false } = sources;
  return decideSecrets(asked, new Map(known), { now: new Date(), rotate, succession, preview });
}

/** An error whose sentence holds none of the values; the API or the engine may have quoted one. */
export function coverError(error: unknown, contents: SecretContents): unknown {
  if (!(error instanceof Error)) return error;
  const message = coverValues(error.message, contents);
  if (message === error.message) return error;
  return error instanceof EngineRefusal ? new EngineRefusal(message, error.parts) : new Error(message);
}

/** What a readable state keeps of a Secret; undefined where that is not to be read. */
function contentInState(resource: StateResource | undefined): SecretContent | undefined {
  const data = readValue(resource?.inputs?.["data"]);
  if (typeof data !== "object" || data === null) return undefined;
  return contentOf({ ...resource?.inputs, data } as unknown as KubeObject);
}

/** A Secret of someone else's is no source; that it is there is refused elsewhere, by name. */
function liveContents(
  manifests: readonly Manifest[],
  stack: string,
  live: ReadonlyMap<string, KubeObject>,
): Map<string, SecretContent> {
  const found = askedSecrets(manifests).flatMap(({ id }) => {
    const object = live.get(id);
    return object !== undefined && isOwn(object, stack) ? [[id, contentOf(object)] as const] : [];
  });
  return new Map(found);
}
