import type { KubeObject } from "../../charts/spi/index.ts";
import { type Cluster, ClusterError, openCluster } from "../../deploy/cluster/client.ts";
import { openTransport } from "../../deploy/cluster/transport.ts";
import { runProbe, tryForbidden } from "../../deploy/doctor/run-probe.ts";
import { EXIT, Exit } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { type Examination, examineCluster, type Wanted } from "./examine-cluster.ts";
import { judgeWithoutCluster } from "./judge-cluster.ts";
import { judgePodSecurity, judgeProbe, judgeWithoutProbe } from "./judge-probe.ts";
import type { Judgement } from "./judgement.ts";
import type { DoctorFlags } from "./run-doctor.ts";

/** What was found of a cluster, and what is to be asked for. */
export interface LookedAt {
  readonly judgements: readonly Judgement[];
  readonly askFor: readonly KubeObject[];
}

/** One that does not take the connection would be tried again for minutes. */
const FIRST_ANSWER_S = 15;

/** Looks at the cluster that the flags name, and tries pods in it unless told not to. */
export async function lookAtCluster(
  terminal: Terminal,
  wanted: Wanted,
  flags: DoctorFlags,
  signal: AbortSignal,
): Promise<LookedAt> {
  let cluster: Cluster | undefined;
  try {
    cluster = await openCluster(flags);
    await firstAnswer(cluster);
  } catch (error) {
    cluster?.close();
    return { judgements: judgeWithoutCluster((error as Error).message), askFor: [] };
  }
  try {
    if (!flags.json) terminal.talk(say.doctor.lookingAtCluster(flags.context ?? say.target.currentContext));
    const examination = await examineCluster(cluster, wanted);
    const { judgements, askFor } = examination;
    const probed = await probe(terminal, cluster, wanted, examination, flags, signal);
    return { judgements: [...judgements, ...probed], askFor };
  } catch (error) {
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    throw error;
  } finally {
    cluster.close();
  }
}

/** Asks for the version, which nearly everyone may; throws with the reason where no answer comes soon. */
async function firstAnswer({ kubeconfig }: Cluster): Promise<void> {
  const transport = openTransport(kubeconfig, { tries: 1, timeoutMs: FIRST_ANSWER_S * 1000 });
  const server = kubeconfig.getCurrentCluster()?.server ?? "";
  try {
    const { status } = await transport.send({ method: "GET", path: "/version" });
    if (status === 401) throw new Error(say.doctor.notKnown);
  } catch (error) {
    throw new Error(say.doctor.noAnswer(server, (error as Error).message));
  } finally {
    transport.close();
  }
}

async function probe(
  terminal: Terminal,
  cluster: Cluster,
  { stack }: Wanted,
  examination: Examination,
  flags: DoctorFlags,
  signal: AbortSignal,
): Promise<Judgement[]> {
  const why = whyNot(examination, flags);
  if (why !== undefined) return withoutPods(cluster, examination, why);
  if (!flags.json) terminal.talk(say.doctor.probing);
  const { image, storageClasses } = examination;
  const pullSecret = await readPullSecret(cluster, stack);
  try {
    const findings = await runProbe(cluster, {
      image,
      pullSecret,
      storageClasses,
      namespace: flags.probeNamespace,
      signal,
      onLeft: (reason) => terminal.talk(say.doctor.stays(reason)),
    });
    return judgeProbe(findings, stack?.environment);
  } catch (error) {
    if (error instanceof ClusterError) return judgeWithoutProbe(error.message);
    throw error;
  }
}

function whyNot({ mayMakeNamespaces }: Examination, flags: DoctorFlags): string | undefined {
  if (flags.skipProbes) return say.doctor.skipped;
  const isPlaceless = flags.probeNamespace === undefined && mayMakeNamespaces === false;
  return isPlaceless ? say.doctor.mayNotMake : undefined;
}

/** What is to be refused can be sent without meaning it to any namespace at the level `restricted`. */
async function withoutPods(
  cluster: Cluster,
  { facts: { namespaces } }: Examination,
  why: string,
): Promise<Judgement[]> {
  const unknown = judgeWithoutProbe(why);
  const place = namespaces.find(({ state, level }) => state === "own" && level === "restricted");
  if (place === undefined) return unknown;
  const refused = judgePodSecurity(await tryForbidden(cluster, place.name));
  return [...unknown.filter(({ check }) => check !== refused.check), refused];
}

/** The pull secret of the stack's images, from the first namespace that has it. */
async function readPullSecret(cluster: Cluster, stack: Wanted["stack"]): Promise<KubeObject | undefined> {
  const name = stack?.images.pullSecret;
  if (stack === undefined || name === undefined) return undefined;
  for (const { namespace } of stack.parts) {
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    const { status, body } = await cluster.send({ method: "GET", path });
    const { type, data } = body as { readonly type?: string; readonly data?: unknown };
    if (status === 200) return { apiVersion: "v1", kind: "Secret", metadata: { name }, type, data };
  }
  return undefined;
}
