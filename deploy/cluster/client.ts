import type { KubeConfig } from "@kubernetes/client-node";
import type { KubeObject } from "../../charts/spi/index.ts";
import { EngineRefusal } from "../engine.ts";
import { type ClusterChoice, loadKubeconfig } from "./kubeconfig.ts";
import { type Answer, type Ask, openTransport, type Transport } from "./transport.ts";

/** What names an object. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}

/** A kind that the cluster serves. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** The cluster answered something else than was hoped for. */
export class ClusterError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ClusterError";
    this.status = status;
  }
}

/** One cluster, through its API. */
export class Cluster {
  /** Access to this cluster and no other; port-forwards need it too. */
  readonly kubeconfig: KubeConfig;
  readonly #transport: Transport;
  readonly #kinds = new Map<string, Promise<readonly ServedKind[]>>();

  constructor(kubeconfig: KubeConfig, transport: Transport = openTransport(kubeconfig)) {
    this.kubeconfig = kubeconfig;
    this.#transport = transport;
  }

  /** Sends one request; see {@link Transport.send}. */
  send(ask: Ask): Promise<Answer> {
    return this.#transport.send(ask);
  }

  /** Sends one request and answers the body; throws a {@link ClusterError} for a status of 300 or more. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever a cluster serves; readers know what they asked for
  async ask(ask: Ask): Promise<any> {
    const { status, body } = await this.send(ask);
    if (status >= 300) throw new ClusterError(status, body?.message ?? `the API answers HTTP ${status}`);
    return body;
  }

  /** What tells this cluster from all others: the UID of `kube-system`. Refuses where the cluster is out of reach. */
  async uid(): Promise<string> {
    const path = "/api/v1/namespaces/kube-system";
    const answer = await this.send({ method: "GET", path }).catch((error: Error) => error);
    if (answer instanceof Error || answer.status !== 200) {
      const reason = answer instanceof Error ? answer.message : (answer.body?.message ?? answer.status);
      const server = this.kubeconfig.getCurrentCluster()?.server;
      throw new EngineRefusal(
        `the cluster at ${server} does not answer: ${reason}; try kubectl get namespaces`,
      );
    }
    return answer.body.metadata.uid;
  }

  /** The kinds of a group and version; none where the cluster does not know it. */
  kindsOf(apiVersion: string): Promise<readonly ServedKind[]> {
    const known = this.#kinds.get(apiVersion) ?? this.#discover(apiVersion);
    this.#kinds.set(apiVersion, known);
    return known;
  }

  /** The path of an object; undefined where the cluster does not know its kind (yet). */
  async pathOf({ apiVersion, kind, metadata }: ObjectName): Promise<string | undefined> {
    const found = (await this.kindsOf(apiVersion)).find((served) => served.kind === kind);
    return found === undefined
      ? undefined
      : `${collectionPath(found, metadata.namespace ?? "default")}/${encodeURIComponent(metadata.name)}`;
  }

  /** The object as the cluster holds it; undefined where it or its kind is not there. */
  async readObject(name: ObjectName): Promise<KubeObject | undefined> {
    const path = await this.pathOf(name);
    if (path === undefined) return undefined;
    const { status, body } = await this.send({ method: "GET", path });
    if (status === 404) return undefined;
    if (status !== 200) throw new ClusterError(status, body?.message ?? `HTTP ${status}`);
    return body as KubeObject;
  }

  /**
   * All objects of a kind with these labels, in all namespaces; where this user may not list it there, in these. What may
   * not be listed at all is left out.
   */
  async listLabelled(
    kind: ServedKind,
    labels: Readonly<Record<string, string>>,
    namespaces: readonly string[] = [],
  ): Promise<KubeObject[]> {
    const everywhere = await this.#listIn(kind, labels);
    if (everywhere !== undefined || !kind.namespaced) return everywhere ?? [];
    const lists = await Promise.all(namespaces.map((namespace) => this.#listIn(kind, labels, namespace)));
    return lists.flatMap((list) => list ?? []);
  }

  /** Undefined where it may not be listed by this user, or is no longer served. */
  async #listIn(
    kind: ServedKind,
    labels: Readonly<Record<string, string>>,
    namespace?: string,
  ): Promise<KubeObject[] | undefined> {
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const query = `labelSelector=${encodeURIComponent(selector.join(","))}`;
    const path = `${collectionPath(kind, namespace)}?${query}`;
    const { status, body } = await this.send({ method: "GET", path });
    if (status >= 300) return undefined;
    const items = (body.items ?? []) as KubeObject[];
    return items.map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind }));
  }

  /** Asks for an object's removal; what its finalizers guard goes later. */
  async deleteObject(name: ObjectName): Promise<void> {
    const path = await this.pathOf(name);
    if (path === undefined) return;
    const { status, body } = await this.send({
      method: "DELETE",
      path,
      body: { propagationPolicy: "Background" },
    });
    if (status >= 300 && status !== 404) throw new ClusterError(status, body?.message ?? `HTTP ${status}`);
  }

  /** Frees the connections. */
  close(): void {
    this.#transport.close();
  }

  async #discover(apiVersion: string): Promise<readonly ServedKind[]> {
    const { status, body } = await this.send({ method: "GET", path: rootOf(apiVersion) });
    if (status === 404) return [];
    if (status !== 200) throw new ClusterError(status, `the API does not list ${apiVersion}: HTTP ${status}`);
    const resources = body.resources as {
      name: string;
      kind: string;
      namespaced: boolean;
      verbs: string[];
    }[];
    return resources
      .filter(({ name }) => !name.includes("/"))
      .map(({ name, kind, namespaced, verbs }) => ({ apiVersion, kind, plural: name, namespaced, verbs }));
  }
}

/** Opens the cluster that a person means. */
export async function openCluster(choice: ClusterChoice): Promise<Cluster> {
  return new Cluster(await loadKubeconfig(choice));
}

/** The path of a kind's objects, in one namespace or without one in all of them. */
export function collectionPath(kind: ServedKind, namespace?: string): string {
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : "";
  return `${rootOf(kind.apiVersion)}${scope}/${kind.plural}`;
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
