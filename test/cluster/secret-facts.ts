import type { KubeApi } from "../../lab/kube-api.ts";
import { askPart } from "./ask-part.ts";

const PARTS = ["mediator", "civil"];
/** The Secrets that a rotation of the mediator makes anew. */
const ROTATED = ["mediator-management", "mediator-operator", "mediator-tls"];

/** A Secret as it is in the cluster. */
export interface LiveSecret {
  readonly token: string;
  readonly uid: string;
  readonly generation: string;
}

/** The path of the Secret with the management's token of a stack's mediator. */
export function secretPath(stack: string): string {
  return `/api/v1/namespaces/${stack}-mediator/secrets/mediator-management`;
}

/** That Secret; undefined where it is not there. */
export async function readSecret(api: KubeApi, stack: string): Promise<LiveSecret | undefined> {
  const { status, body } = await api.request("GET", secretPath(stack));
  if (status !== 200) return undefined;
  const token = Buffer.from(body.data?.token ?? "", "base64").toString("utf8");
  const { uid, annotations } = body.metadata;
  return { token, uid, generation: annotations["country-stack/generation"] };
}

/** Makes a Secret by hand in each namespace of the stack; answers as {@link readOthers} does. */
export async function makeOthers(api: KubeApi, stack: string): Promise<string[]> {
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "by-hand" }, stringData: { a: "b" } };
  for (const part of PARTS) await api.request("POST", `/api/v1/namespaces/${stack}-${part}/secrets`, secret);
  return readOthers(api, stack);
}

/** The Secrets of the namespaces that stay when the mediator's are rotated, with the versions that writing changes. */
export async function readOthers(api: KubeApi, stack: string): Promise<string[]> {
  const lists = PARTS.map((part) => api.request("GET", `/api/v1/namespaces/${stack}-${part}/secrets`));
  const items = (await Promise.all(lists)).flatMap(({ body }) => body.items);
  return items
    .filter(({ metadata }) => !ROTATED.includes(metadata.name))
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name} ${metadata.resourceVersion}`);
}

/** The UIDs of the parts' pods. */
export async function readPods(api: KubeApi, stack: string): Promise<Record<string, string>> {
  const pods = PARTS.map(async (name) => {
    const { body } = await api.request("GET", `/api/v1/namespaces/${stack}-${name}/pods/${name}-0`);
    return [name, body.metadata.uid] as const;
  });
  return Object.fromEntries(await Promise.all(pods));
}

/** The statuses of the management's answers to these tokens, asked at the Service itself. */
export async function statusesWith(
  api: KubeApi,
  stack: string,
  ...tokens: (string | undefined)[]
): Promise<number[]> {
  const mediator = { stack, part: "mediator" };
  const asked = tokens.map((token) =>
    askPart(api, mediator, "/api/v1/config", { headers: { authorization: `Bearer ${token}` } }),
  );
  return (await Promise.all(asked)).map(({ status }) => status);
}

/** What the cluster shows of a stack to those who may not read Secrets. */
export async function readObjects(api: KubeApi, stack: string): Promise<unknown[]> {
  const spaces = PARTS.map((part) => `/namespaces/${stack}-${part}`);
  const kinds = ["configmaps", "pods", "services", "events", "persistentvolumeclaims"];
  const paths = [
    ...spaces.flatMap((space) => kinds.map((kind) => `/api/v1${space}/${kind}`)),
    ...spaces.flatMap((space) => [
      `/apis/apps/v1${space}/statefulsets`,
      `/apis/apps/v1${space}/controllerrevisions`,
    ]),
    "/api/v1/namespaces/country-stack/configmaps",
  ];
  return Promise.all(paths.map(async (path) => (await api.request("GET", path)).body));
}
