import type { KubeApi } from "../kube-api.ts";
import type { Properties } from "./properties.ts";
import { identify } from "./resource-paths.ts";

/** An object as the API serves it, as far as readiness looks into it. */
interface Live {
  metadata: { generation?: number; namespace?: string; name: string; annotations?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: differs by kind; each rule reads its own
  spec?: any;
  // biome-ignore lint/suspicious/noExplicitAny: differs by kind; each rule reads its own
  status?: any;
}

/** Ready, or why not yet; `failed` when waiting longer is in vain. */
export type Readiness = { ready: true } | { ready: false; reason: string; failed?: boolean };

type Rule = (live: Live, api: KubeApi) => Readiness | Promise<Readiness>;

const ready: Readiness = { ready: true };
const notYet = (reason: string): Readiness => ({ ready: false, reason });
const failed = (reason: string): Readiness => ({ ready: false, reason, failed: true });

const rules: Record<string, Rule> = {
  Deployment: deploymentReadiness,
  StatefulSet: statefulSetReadiness,
  Job: jobReadiness,
  Pod: podReadiness,
  PersistentVolumeClaim: claimReadiness,
  Service: serviceReadiness,
  CustomResourceDefinition: (live) =>
    hasCondition(live, "Established") ? ready : notYet("the definition is not established"),
};

/** Whether the provider waits for the object: its kind has a rule, and no annotation says otherwise. */
export function isAwaited(object: Properties): boolean {
  const { kind } = identify(object);
  const annotations = (object as unknown as Live).metadata.annotations ?? {};
  return rules[kind] !== undefined && annotations["pulumi.com/skipAwait"] !== "true";
}

/** Tells whether a live object does what it is there for. */
export async function readReadiness(live: Properties, api: KubeApi): Promise<Readiness> {
  const rule = rules[identify(live).kind];
  return rule === undefined ? ready : rule(live as unknown as Live, api);
}

function deploymentReadiness({ metadata, spec, status = {} }: Live): Readiness {
  const wanted = spec.replicas ?? 1;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return notYet("the change is not observed yet");
  const progressing = findCondition(status, "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded") return failed(progressing.message);
  const { updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status;
  const done = updatedReplicas === wanted && availableReplicas === wanted && replicas === wanted;
  return done
    ? ready
    : notYet(`${availableReplicas} of ${wanted} pods are available, ${updatedReplicas} updated`);
}

function statefulSetReadiness({ metadata, spec, status = {} }: Live): Readiness {
  const wanted = spec.replicas ?? 1;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return notYet("the change is not observed yet");
  const { readyReplicas = 0, updatedReplicas = 0 } = status;
  const done =
    readyReplicas === wanted &&
    (updatedReplicas === wanted || status.currentRevision === status.updateRevision);
  return done ? ready : notYet(`${readyReplicas} of ${wanted} pods are ready`);
}

function jobReadiness(live: Live): Readiness {
  if (hasCondition(live, "Complete")) return ready;
  const failure = findCondition(live.status, "Failed");
  if (failure?.status === "True") return failed(failure.message ?? "the job failed");
  return notYet("the job is not complete");
}

function podReadiness(live: Live): Readiness {
  if (live.status?.phase === "Succeeded" || hasCondition(live, "Ready")) return ready;
  return live.status?.phase === "Failed" ? failed("the pod failed") : notYet("the pod is not ready");
}

async function claimReadiness({ spec, status }: Live, api: KubeApi): Promise<Readiness> {
  if (status?.phase === "Bound") return ready;
  // Such a claim is bound when a pod uses it, which may come after.
  const { body } = await api.request(
    "GET",
    `/apis/storage.k8s.io/v1/storageclasses/${spec.storageClassName ?? ""}`,
  );
  return body.volumeBindingMode === "WaitForFirstConsumer" ? ready : notYet("the claim is not bound");
}

async function serviceReadiness({ metadata, spec }: Live, api: KubeApi): Promise<Readiness> {
  if (spec.type === "ExternalName" || spec.clusterIP === "None" || spec.selector === undefined) return ready;
  const query = `?labelSelector=kubernetes.io%2Fservice-name%3D${metadata.name}`;
  const { body } = await api.request(
    "GET",
    `/apis/discovery.k8s.io/v1/namespaces/${metadata.namespace}/endpointslices${query}`,
  );
  const slices: { endpoints?: { conditions?: { ready?: boolean } }[] }[] = body.items ?? [];
  const hasReady = slices.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready));
  return hasReady ? ready : notYet("no pod of the service is ready");
}

function hasCondition({ status }: Live, type: string): boolean {
  return findCondition(status, type)?.status === "True";
}

function findCondition(status: Live["status"], type: string) {
  const conditions: { type: string; status: string; reason?: string; message: string }[] =
    status?.conditions ?? [];
  return conditions.find((condition) => condition.type === type);
}
