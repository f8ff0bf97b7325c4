import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { programPath } from "../places.ts";
import { listDifferences } from "./differences.ts";
import type { Failure, Handler, Request, ResourceDifference } from "./handler.ts";
import { isProperties, type Json, type Properties } from "./properties.ts";

/** Helm charts (`kubernetes:helm.sh/v3:Release`) by the lab's helm program. */
export class HelmReleaseHandler implements Handler {
  readonly #kubeconfig: string;
  readonly #cancelled: AbortSignal;

  constructor(kubeconfig: string, cancelled: AbortSignal) {
    this.#kubeconfig = kubeconfig;
    this.#cancelled = cancelled;
  }

  async check(inputs: Properties): Promise<{ inputs: Properties; failures: Failure[] }> {
    const missing = ["chart", "name"].filter((property) => typeof inputs[property] !== "string");
    const failures = missing.map((property) => ({ property, reason: "missing required field" }));
    return { inputs: { namespace: "default", ...inputs }, failures };
  }

  async diff(oldInputs: Properties, { inputs }: Request): Promise<ResourceDifference[]> {
    const replaced = ["name", "namespace"];
    return listDifferences(oldInputs, inputs).map((difference) => ({
      ...difference,
      replaces: replaced.includes(difference.path[0] ?? ""),
    }));
  }

  async create({ inputs, preview }: Request): Promise<{ id: string; state: Properties }> {
    const id = `${inputs["namespace"]}/${inputs["name"]}`;
    if (preview) return { id, state: inputs };
    return { id, state: await this.#release("install", inputs) };
  }

  async read({ id, inputs }: Request): Promise<{ inputs: Properties; state: Properties } | undefined> {
    const [namespace = "", name = ""] = id.split("/");
    const found = await this.#helm(["status", name, "--namespace", namespace, "--output", "json"]).catch(
      isNotFound,
    );
    if (found === undefined) return undefined;
    return { inputs, state: { ...inputs, status: toStatus(JSON.parse(found)) } };
  }

  async update({ inputs, state, preview }: Request): Promise<Properties> {
    return preview ? { ...state, ...inputs } : this.#release("upgrade", inputs);
  }

  async delete({ id }: Request): Promise<void> {
    const [namespace = "", name = ""] = id.split("/");
    await this.#helm(["uninstall", name, "--namespace", namespace, "--wait"]).catch(isNotFound);
  }

  async #release(verb: "install" | "upgrade", inputs: Properties): Promise<Properties> {
    const { name, namespace, chart, version, timeout = 300 } = inputs;
    const repository = isProperties(inputs["repositoryOpts"]) ? inputs["repositoryOpts"]["repo"] : undefined;
    const args = [
      verb,
      String(name),
      String(chart),
      "--namespace",
      String(namespace),
      "--timeout",
      `${timeout}s`,
    ];
    if (version !== undefined) args.push("--version", String(version));
    if (repository !== undefined) args.push("--repo", String(repository));
    if (inputs["createNamespace"] === true && verb === "install") args.push("--create-namespace");
    if (inputs["atomic"] === true) args.push("--atomic");
    if (inputs["skipCrds"] === true) args.push("--skip-crds");
    if (inputs["skipAwait"] !== true) args.push("--wait");
    if (inputs["waitForJobs"] === true) args.push("--wait-for-jobs");
    const output = await this.#helm([...args, "--values", "-", "--output", "json"], inputs["values"] ?? {});
    return { ...inputs, status: toStatus(JSON.parse(output)) };
  }

  /** Runs helm with a private kubeconfig file, which goes when it ends. */
  async #helm(args: string[], values?: Json): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "helm-"));
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, this.#kubeconfig, { mode: 0o600 });
    try {
      const options = {
        cancelSignal: this.#cancelled,
        ...(values !== undefined && { input: JSON.stringify(values) }),
      };
      // The real provider holds Helm in itself: when it is killed, Helm is too.
      const bound = ["--pdeathsig", "KILL", programPath("helm"), ...args, "--kubeconfig", kubeconfig];
      const result = await execa("setpriv", bound, { ...options, reject: false });
      if (result.failed) throw new Error(result.stderr.trim() || result.message || "helm failed");
      return result.stdout;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** What the real provider tells of a release. */
function toStatus(release: {
  name: string;
  namespace: string;
  version: number;
  info: { status: string };
  chart?: { metadata?: { name?: string; version?: string; appVersion?: string } };
}): Properties {
  const { name: chart = null, version = null, appVersion = null } = release.chart?.metadata ?? {};
  const { name, namespace } = release;
  return {
    name,
    namespace,
    revision: release.version,
    status: release.info.status,
    chart,
    version,
    appVersion,
  };
}

function isNotFound(error: Error): undefined {
  if (!error.message.includes("not found")) throw error;
  return undefined;
}
