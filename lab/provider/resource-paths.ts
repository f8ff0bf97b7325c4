import type { KubeApi } from "../kube-api.ts";
import { type Properties, valueAt } from "./properties.ts";

/** How a kind stands in the API's paths. */
interface ResourceKind {
  plural: string;
  namespaced: boolean;
}

/** Where objects are in the API, asked of its discovery once per group and version. */
export class ResourcePaths {
  readonly #api: KubeApi;
  readonly #known = new Map<string, Promise<Map<string, ResourceKind>>>();

  constructor(api: KubeApi) {
    this.#api = api;
  }

  /** Whether objects of the kind live in namespaces; undefined when the cluster does not know the kind (yet). */
  async isNamespaced(apiVersion: string, kind: string): Promise<boolean | undefined> {
    return (await this.#find(apiVersion, kind))?.namespaced;
  }

  /** The path of an object. Throws an Error with the provider's words for a kind that the cluster does not know. */
  async pathOf(object: Properties): Promise<string> {
    const { apiVersion, kind, name, namespace } = identify(object);
    const found = await this.#find(apiVersion, kind);
    if (found === undefined) throw new Error(`no matches for kind "${kind}" in version "${apiVersion}"`);
    const scope = found.namespaced ? `/namespaces/${namespace ?? "default"}` : "";
    return `${rootOf(apiVersion)}${scope}/${found.plural}/${name}`;
  }

  async #find(apiVersion: string, kind: string): Promise<ResourceKind | undefined> {
    const known = (await this.#load(apiVersion)).get(kind);
    if (known !== undefined) return known;
    // A definition may have been installed since.
    this.#known.delete(apiVersion);
    return (await this.#load(apiVersion)).get(kind);
  }

  #load(apiVersion: string): Promise<Map<string, ResourceKind>> {
    const loaded = this.#known.get(apiVersion) ?? this.#discover(apiVersion);
    this.#known.set(apiVersion, loaded);
    loaded.catch(() => this.#known.delete(apiVersion));
    return loaded;
  }

  async #discover(apiVersion: string): Promise<Map<string, ResourceKind>> {
    const { status, body } = await this.#api.request("GET", rootOf(apiVersion)).catch((error: Error) => {
      throw new Error(`configured Kubernetes cluster is unreachable: ${error.message}`);
    });
    if (status !== 200 && status !== 404)
      throw new Error(`the API does not list ${apiVersion}: HTTP ${status}`);
    const resources: { name: string; kind: string; namespaced: boolean }[] = body.resources ?? [];
    const objects = resources.filter(({ name }) => !name.includes("/"));
    return new Map(objects.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
  }
}

/** What names an object. */
export function identify(object: Properties) {
  const namespace = valueAt(object, ["metadata", "namespace"]);
  return {
    apiVersion: String(object["apiVersion"]),
    kind: String(object["kind"]),
    name: String(valueAt(object, ["metadata", "name"])),
    namespace: typeof namespace === "string" ? namespace : undefined,
  };
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
