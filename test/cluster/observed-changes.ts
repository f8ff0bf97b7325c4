import { type KubeObject, manifestId } from "../../charts/spi/index.ts";
import { openCluster } from "../../deploy/cluster/client.ts";
import { findOwn } from "../../deploy/cluster/sweep.ts";
import type { Change } from "../../deploy/engine.ts";
import { valueAtPath } from "../../deploy/field-path.ts";
import { kubeconfigPath } from "../../lab/places.ts";

/** A stack's objects as the cluster has them, by manifest id. */
export type Seen = ReadonlyMap<string, KubeObject>;

/** What of an object moves by itself. */
const MOVING = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"];

/** Reads all that carries the stack's labels and that nothing else owns. */
export async function readStack(stack: string): Promise<Seen> {
  const cluster = await openCluster({ kubeconfig: kubeconfigPath() });
  try {
    return new Map((await findOwn(cluster, stack)).map((object) => [manifestId(object), object]));
  } finally {
    cluster.close();
  }
}

/** What happened to each object between two looks at the cluster, as `ACTION ID`, but to those that stayed the same. */
export function observedChanges(before: Seen, after: Seen): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((id) => ({ id, action: actionOf(before.get(id), after.get(id)) }))
    .filter(({ action }) => action !== "same")
    .map(({ id, action }) => `${action} ${id}`)
    .sort();
}

function actionOf(before: KubeObject | undefined, after: KubeObject | undefined): Change["action"] {
  if (before === undefined) return "create";
  if (after === undefined) return "delete";
  if (uidOf(before) !== uidOf(after)) return "replace";
  return contentOf(before) === contentOf(after) ? "same" : "update";
}

/** The same of a plan: what holds data and leaves the stack stays as it is, so that nothing is to be seen of it. */
export function predictedChanges(changes: readonly Change[]): string[] {
  return changes
    .filter(({ action, holdsData }) => action !== "same" && !(action === "delete" && holdsData === true))
    .map(({ action, id }) => `${action} ${id}`)
    .sort();
}

/** The fields of updates that are not as the plan said; what is secret is covered in a plan and left out here. */
export function wrongFields(changes: readonly Change[], after: Seen): string[] {
  return changes.flatMap(({ id, action, fields = [] }) =>
    action !== "update" || id.includes("/Secret/")
      ? []
      : fields.flatMap(({ path, after: planned }) => {
          const live = valueAtPath(after.get(id), path);
          return JSON.stringify(live) === JSON.stringify(planned)
            ? []
            : [`${id} ${path}: ${JSON.stringify(planned)} planned, ${JSON.stringify(live)} seen`];
        }),
  );
}

function contentOf(object: KubeObject): string {
  const { status: _, ...rest } = object;
  const metadata = Object.entries(object.metadata).filter(([key]) => !MOVING.includes(key));
  return JSON.stringify({ ...rest, metadata: Object.fromEntries(metadata) });
}

function uidOf({ metadata }: KubeObject): string | undefined {
  return (metadata as { readonly uid?: string }).uid;
}
