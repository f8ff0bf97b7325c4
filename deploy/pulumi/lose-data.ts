import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "../cluster/client.ts";
import { waitUntilGone } from "../cluster/wait-until-gone.ts";
import { type DeploymentState, objectsOf } from "./deployment-state.ts";
import { RELEASE_TYPE } from "./helm-release.ts";
import { mountedClaims } from "./volume-users.ts";

/**
 * Removes objects that hold data and are to be made anew without it, which a person has allowed by name: first the
 * workloads that use them, also those that leave the stack by the same update, then them. The update that follows finds
 * them gone and makes them again; a run that dies in between is continued by the next one. `live` is by manifest id.
 */
export async function loseData(
  cluster: Cluster,
  state: DeploymentState,
  live: ReadonlyMap<string, KubeObject>,
  ids: readonly string[],
): Promise<void> {
  const objects = ids.flatMap((id) => live.get(id) ?? []);
  if (objects.length === 0) return;
  const leaving = [...objectsOf(state)].flatMap(([id, { type, inputs }]) =>
    live.has(id) || type === RELEASE_TYPE || inputs === undefined ? [] : [inputs as KubeObject],
  );
  const users = claimUsers([...live.values(), ...leaving], objects);
  for (const object of [...users, ...objects]) await cluster.deleteObject(object);
  await waitUntilGone(cluster, [...users, ...objects]);
}

/** The objects whose pods have one of these claims mounted. */
function claimUsers(all: readonly KubeObject[], claims: readonly KubeObject[]): KubeObject[] {
  return all.filter((object) =>
    claims.some(
      ({ kind, metadata }) =>
        kind === "PersistentVolumeClaim" &&
        metadata.namespace === object.metadata.namespace &&
        mountedClaims(object).includes(metadata.name),
    ),
  );
}
