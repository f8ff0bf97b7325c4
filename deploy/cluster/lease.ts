import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { EngineRefusal } from "../engine.ts";
import { isAlive } from "../process-alive.ts";
import { type Cluster, ClusterError } from "./client.ts";
import { DURATION_S, type Holder, judgeLease, type LeaseObject, parseHolder } from "./lease-state.ts";

/** The namespace of the records of all stacks of a cluster. */
export const RECORD_NAMESPACE = "country-stack";
const RENEW_MS = 5000;
const NAMESPACE_TRIES = 120;

/** A lease that this process holds. */
export interface HeldLease {
  /** Aborted when the lease is lost; the run has to stop then. */
  readonly lost: AbortSignal;
  /** Whose lease was dead and taken over, if it was. */
  readonly before: Holder | undefined;
  release(): Promise<void>;
}

/**
 * Takes the lease of a stack and renews it until it is released. Refuses while another run lives, naming it and what
 * it does; a dead one is taken over. The namespace of the records is made where it is missing.
 */
export async function acquireLease(
  cluster: Cluster,
  stack: string,
  user: string,
  doing = `stack ${stack} is being changed`,
): Promise<HeldLease> {
  await ensureRecordNamespace(cluster);
  const identity = `${user}@${hostname()}:${process.pid}+${randomBytes(6).toString("hex")}`;
  const path = leasePath(stack);
  const found = await cluster.send({ method: "GET", path });
  if (found.status === 404) {
    const body = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: stack, labels: { "app.kubernetes.io/managed-by": "country-stack" } },
      spec: specOf(identity, new Date()),
    };
    const path = leasePath("").replace(/\/$/, "");
    const made = await cluster.send({ method: "POST", path, body });
    if (made.status === 201) return keepRenewing(cluster, stack, identity, undefined);
    if (made.status !== 409) throw new ClusterError(made.status, made.body?.message);
    return acquireLease(cluster, stack, user, doing);
  }
  const lease = found.body as LeaseObject;
  await refuseLiving(cluster, path, lease, doing);
  const taken = await cluster.send({
    method: "PUT",
    path,
    body: { ...found.body, spec: specOf(identity, new Date()) },
  });
  // Someone else took it in between: judge anew.
  if (taken.status === 409) return acquireLease(cluster, stack, user, doing);
  if (taken.status >= 300) throw new ClusterError(taken.status, taken.body?.message);
  return keepRenewing(cluster, stack, identity, parseHolder(lease.spec?.holderIdentity ?? ""));
}

async function refuseLiving(
  cluster: Cluster,
  path: string,
  lease: LeaseObject,
  doing: string,
): Promise<void> {
  let state = judgeLease(lease, Date.now(), hostname(), isAlive);
  if (state === "doubtful") {
    await new Promise((resolve) => setTimeout(resolve, RENEW_MS * 1.4));
    const later = (await cluster.ask({ method: "GET", path })) as LeaseObject;
    state = later.metadata.resourceVersion === lease.metadata.resourceVersion ? "dead" : "living";
  }
  if (state !== "living") return;
  const { holderIdentity, acquireTime } = lease.spec ?? {};
  const holder = parseHolder(holderIdentity ?? "");
  const who = holder ? `${holder.user} on ${holder.host} (process ${holder.pid})` : holderIdentity;
  throw new EngineRefusal(
    `${doing} by ${who} since ${acquireTime}; wait for that run to end, or stop it: its claim ends ${DURATION_S} s after it does`,
  );
}

function keepRenewing(
  cluster: Cluster,
  stack: string,
  identity: string,
  before: Holder | undefined,
): HeldLease {
  const lost = new AbortController();
  const acquired = new Date();
  let renewed = Date.now();
  let stopped = false;
  const renew = async () => {
    try {
      if (!(await writeLease(cluster, stack, identity, specOf(identity, acquired)))) lost.abort();
      else renewed = Date.now();
    } catch {
      // Out of reach: nobody else can take it before it expires.
      if (Date.now() - renewed > DURATION_S * 1000) lost.abort();
    }
  };
  const timer = setInterval(() => {
    if (!stopped) void renew();
  }, RENEW_MS);
  timer.unref();
  return {
    lost: lost.signal,
    before,
    release: async () => {
      stopped = true;
      clearInterval(timer);
      // A lease that cannot be given back expires by itself.
      await writeLease(cluster, stack, identity, { holderIdentity: null, renewTime: null }).catch(() => {});
    },
  };
}

/** Writes the lease while it is still ours; answers whether it was. */
async function writeLease(cluster: Cluster, stack: string, identity: string, spec: object): Promise<boolean> {
  const path = leasePath(stack);
  const { status, body } = await cluster.send({ method: "GET", path });
  if (status === 404) return false;
  if (status !== 200) throw new ClusterError(status, body?.message ?? "");
  if (body.spec?.holderIdentity !== identity) return false;
  const written = await cluster.send({ method: "PUT", path, body: { ...body, spec } });
  if (written.status === 409) return writeLease(cluster, stack, identity, spec);
  if (written.status >= 300) throw new ClusterError(written.status, written.body?.message ?? "");
  return true;
}

/** Makes the namespace of the records; one that is just going, after another stack's end, is waited for. */
export async function ensureRecordNamespace(cluster: Cluster): Promise<void> {
  const path = "/api/v1/namespaces";
  const labels = { "app.kubernetes.io/managed-by": "country-stack" };
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: RECORD_NAMESPACE, labels } };
  for (let left = NAMESPACE_TRIES; left > 0; left--) {
    const found = await cluster.send({ method: "GET", path: `${path}/${RECORD_NAMESPACE}` });
    if (found.status === 200 && found.body.status?.phase !== "Terminating") return;
    const made = await cluster.send({ method: "POST", path, body });
    if (made.status === 201) return;
    if (made.status !== 409) {
      throw new ClusterError(made.status, made.body?.message ?? "the namespace country-stack cannot be made");
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new ClusterError(409, "the namespace country-stack is being removed and does not go");
}

function leasePath(stack: string): string {
  return `/apis/coordination.k8s.io/v1/namespaces/${RECORD_NAMESPACE}/leases/${stack}`;
}

function specOf(identity: string, acquired: Date) {
  return {
    holderIdentity: identity,
    leaseDurationSeconds: DURATION_S,
    acquireTime: microTime(acquired),
    renewTime: microTime(new Date()),
  };
}

/** Kubernetes' MicroTime. */
function microTime(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}
