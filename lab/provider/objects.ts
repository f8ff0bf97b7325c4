import type { KubeApi } from "../kube-api.ts";
import { listDifferences, projectOnto } from "./differences.ts";
import {
  type Failure,
  type Handler,
  NotReadyError,
  type Request,
  type ResourceDifference,
} from "./handler.ts";
import {
  describeById,
  idOf,
  importInputs,
  managerOf,
  newManager,
  readable,
  toState,
} from "./live-objects.ts";
import { hasUnknowns, type Properties, valueAt } from "./properties.ts";
import { isAwaited, readReadiness } from "./readiness.ts";
import { forcesReplacement, type Mutability } from "./replacements.ts";
import { identify, ResourcePaths } from "./resource-paths.ts";

const defaultTimeoutSeconds = 600;
const applyType = "application/apply-patch+yaml";

/** What the provider's configuration says of all objects. */
export interface ObjectSettings {
  mutable: Mutability;
  /** Whether fields that another manager holds are taken from it, also where no annotation says so. */
  patchForce: boolean;
}

/** Kubernetes objects by server-side apply, one field manager for each. */
export class ObjectHandler implements Handler {
  readonly #api: KubeApi;
  readonly #paths: ResourcePaths;
  readonly #settings: ObjectSettings;
  readonly #cancelled: AbortSignal;

  constructor(api: KubeApi, settings: ObjectSettings, cancelled: AbortSignal) {
    this.#api = api;
    this.#paths = new ResourcePaths(api);
    this.#settings = settings;
    this.#cancelled = cancelled;
  }

  /** Requires what the real provider requires of plain resources, and fills in the default namespace. */
  async check(inputs: Properties): Promise<{ inputs: Properties; failures: Failure[] }> {
    const required = [["apiVersion"], ["kind"], ["metadata", "name"]];
    const missing = required
      .filter((path) => valueAt(inputs, path) === undefined)
      .map((path) => path.join("."));
    if (missing.length > 0) {
      return {
        inputs,
        failures: missing.map((property) => ({ property, reason: "missing required field" })),
      };
    }
    const { apiVersion, kind, namespace } = identify(inputs);
    if (namespace !== undefined || !(await this.#paths.isNamespaced(apiVersion, kind)))
      return { inputs, failures: [] };
    const metadata = { ...(inputs["metadata"] as Properties), namespace: "default" };
    return { inputs: { ...inputs, metadata }, failures: [] };
  }

  /** Fields that differ between the inputs and, where the server can be asked, would differ on the object too. */
  async diff(oldInputs: Properties, { inputs, state }: Request): Promise<ResourceDifference[]> {
    const declared = listDifferences(oldInputs, inputs);
    if (declared.length === 0) return [];
    if (!hasUnknowns(inputs) && (await this.#changesNothing(inputs, state))) return [];
    const { kind } = identify(inputs);
    return declared.map((difference) => ({
      ...difference,
      replaces: forcesReplacement(kind, difference.path, this.#settings.mutable),
    }));
  }

  async create({ inputs, preview, timeout }: Request): Promise<{ id: string; state: Properties }> {
    const id = idOf(inputs);
    if (preview) return { id, state: inputs };
    const { kind, name } = identify(inputs);
    if ((await this.#get(inputs)) !== undefined) {
      throw new Error(
        `resource ${id} was not successfully created by the Kubernetes API server: ${kind} "${name}" already exists`,
      );
    }
    return { id, state: await this.#applyAndAwait(inputs, newManager(), timeout) };
  }

  async read({
    type,
    id,
    inputs,
    state,
  }: Request): Promise<{ inputs: Properties; state: Properties } | undefined> {
    const isImport = inputs["kind"] === undefined;
    const live = await this.#get(isImport ? describeById(type, id) : inputs);
    if (live === undefined) return undefined;
    const declared = isImport ? importInputs(live) : projectOnto(readable(live, inputs), inputs);
    return { inputs: declared as Properties, state: toState(live, managerOf(state)) };
  }

  async update({ inputs, state, preview, timeout }: Request): Promise<Properties> {
    return preview ? { ...state, ...inputs } : this.#applyAndAwait(inputs, managerOf(state), timeout);
  }

  async delete({ state, inputs, timeout }: Request): Promise<void> {
    const object = Object.keys(state).length > 0 ? state : inputs;
    const path = await this.#paths.pathOf(object).catch(() => undefined);
    // A kind that the cluster no longer knows has no objects left.
    if (path === undefined) return;
    const answer = await this.#api.request("DELETE", path, { propagationPolicy: "Foreground" });
    if (answer.status === 404) return;
    if (answer.status >= 300) throw new Error(answer.body.message);
    const uid = valueAt(object, ["metadata", "uid"]);
    await this.#poll(timeout || defaultTimeoutSeconds, `resource ${idOf(object)} still exists`, async () => {
      const { status, body } = await this.#api.request("GET", path);
      return status === 404 || (uid !== undefined && body.metadata?.uid !== uid);
    });
  }

  async #applyAndAwait(inputs: Properties, manager: string, timeout: number): Promise<Properties> {
    const applied = await this.#apply(inputs, manager);
    if (!isAwaited(inputs)) return toState(applied, manager);
    let latest = applied;
    let reason = "";
    const annotated = valueAt(inputs, ["metadata", "annotations", "pulumi.com/timeoutSeconds"]);
    const seconds = Number(annotated) || timeout || defaultTimeoutSeconds;
    const readyInTime = await this.#poll(seconds, "", async () => {
      latest = (await this.#get(inputs)) ?? latest;
      const readiness = await readReadiness(latest, this.#api);
      reason = readiness.ready ? "" : readiness.reason;
      return readiness.ready || readiness.failed === true;
    }).then(
      () => reason === "",
      () => false,
    );
    if (!readyInTime) throw new NotReadyError(idOf(inputs), toState(latest, manager), [reason]);
    return toState(latest, manager);
  }

  async #apply(inputs: Properties, manager: string, dryRun = false): Promise<Properties> {
    const annotated = valueAt(inputs, ["metadata", "annotations", "pulumi.com/patchForce"]);
    const forced = dryRun || this.#settings.patchForce || annotated === "true";
    const query = `?fieldManager=${manager}&force=${forced}${dryRun ? "&dryRun=All" : ""}`;
    const path = await this.#paths.pathOf(inputs);
    const { status, body } = await this.#api.request("PATCH", `${path}${query}`, inputs, applyType);
    if (status === 409) throw new Error(`Server-Side Apply field conflict detected: ${body.message}`);
    if (status >= 300) throw new Error(body.message ?? `HTTP ${status}`);
    return body;
  }

  async #get(object: Properties): Promise<Properties | undefined> {
    const { status, body } = await this.#api.request("GET", await this.#paths.pathOf(object));
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(body.message ?? `HTTP ${status}`);
    return body;
  }

  /** Inputs can differ in ways that the server evens out: 0.5 and 500m, an empty list and none. */
  async #changesNothing(inputs: Properties, state: Properties): Promise<boolean> {
    if (idOf(inputs) !== idOf(state)) return false;
    const live = await this.#get(inputs);
    if (live === undefined) return false;
    const changed = await this.#apply(inputs, managerOf(state), true).catch(() => undefined);
    return changed !== undefined && listDifferences(importInputs(live), importInputs(changed)).length === 0;
  }

  async #poll(seconds: number, what: string, isDone: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    for (let wait = 100; ; wait = Math.min(wait * 1.5, 1000)) {
      if (await isDone()) return;
      if (Date.now() > deadline || this.#cancelled.aborted) throw new Error(what);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
