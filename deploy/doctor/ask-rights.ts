import type { Cluster } from "../cluster/client.ts";
import { isAllowed, type Right } from "../cluster/is-allowed.ts";

/** What a user may do. */
export interface RightsAnswer {
  /** The wanted rights that are not given. */
  readonly denied: readonly Right[];
  /** Those of which the cluster would not say. */
  readonly unknown: readonly Right[];
}

const EVERYTHING: Right = { verb: "*", group: "*", resource: "*" };
const AT_ONCE = 16;

/** Asks the cluster about every one of these rights, sixteen at a time; an administrator is asked about once. */
export async function askRights(cluster: Cluster, wanted: readonly Right[]): Promise<RightsAnswer> {
  if ((await isAllowed(cluster, EVERYTHING)) === true) return { denied: [], unknown: [] };
  const answers = new Map<Right, boolean | undefined>();
  const queue = wanted.values();
  const work = async () => {
    // All workers draw from one iterator, so that each right is asked about once.
    for (const right of queue) answers.set(right, await isAllowed(cluster, right));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    denied: wanted.filter((right) => answers.get(right) === false),
    unknown: wanted.filter((right) => answers.get(right) === undefined),
  };
}

/** Who asks, and the cluster's clock when it was asked. */
export interface Asker {
  /** As the cluster calls the user: `system:serviceaccount:NAMESPACE:NAME` for a service account. */
  readonly user: string;
  /** How far the cluster's clock is ahead of this machine's, in seconds; the cluster tells whole ones. */
  readonly aheadS: number;
}

/** Asks the cluster who this user is (`SelfSubjectReview`, Kubernetes 1.28); undefined where it does not say. */
export async function askWho(cluster: Cluster): Promise<Asker | undefined> {
  const before = Date.now();
  const { status, body } = await cluster.send({
    method: "POST",
    path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
    body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
  });
  const user = body?.status?.userInfo?.username;
  const told = Date.parse(body?.metadata?.creationTimestamp ?? "");
  if (status !== 201 || typeof user !== "string" || Number.isNaN(told)) return undefined;
  return { user, aheadS: clockDistance(told, before, Date.now()) };
}

/** How far a clock that told a whole second is ahead of one that was read before and after; 0 within what is told. */
export function clockDistance(told: number, before: number, after: number): number {
  // It was any moment of that second.
  if (told > after) return (told - after) / 1000;
  return told + 1000 < before ? (told + 1000 - before) / 1000 : 0;
}
