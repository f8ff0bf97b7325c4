import { readFileSync } from "node:fs";
import { openApi } from "../kube-api.ts";
import type { Handler } from "./handler.ts";
import { HelmReleaseHandler } from "./helm-releases.ts";
import { ObjectHandler } from "./objects.ts";
import type { Properties } from "./properties.ts";
import type { Provider } from "./service.ts";
import { standInVersion } from "./which.ts";

const releaseType = "kubernetes:helm.sh/v3:Release";

/**
 * The lab's stand-in for Pulumi's Kubernetes provider. It does what the real one does wherever our code can see it,
 * and less: names must be given, Services are awaited without a pause to settle, nothing is invoked.
 */
export class KubernetesProvider implements Provider {
  readonly version = standInVersion;
  readonly #cancelled = new AbortController();
  #objects?: Handler;
  #releases?: Handler;

  /** Takes the provider resource's arguments; without a kubeconfig, the environment's. */
  configure(config: Properties): void {
    const given = config["kubeconfig"] ?? process.env["KUBECONFIG"];
    if (typeof given !== "string")
      throw new Error("unable to load Kubernetes client configuration: no kubeconfig was given");
    const kubeconfig = isText(given) ? given : readFileSync(given, "utf8");
    const context = typeof config["context"] === "string" ? config["context"] : undefined;
    const settings = {
      mutable: {
        configMaps: isTrue(config["enableConfigMapMutable"]),
        secrets: isTrue(config["enableSecretMutable"]),
      },
      patchForce: isTrue(config["enablePatchForce"]),
    };
    this.#objects = new ObjectHandler(openApi(kubeconfig, context), settings, this.#cancelled.signal);
    this.#releases = new HelmReleaseHandler(kubeconfig, this.#cancelled.signal);
  }

  handlerFor(type: string): Handler {
    const handler = type === releaseType ? this.#releases : this.#objects;
    if (handler === undefined) throw new Error("the provider is not configured");
    return handler;
  }

  /** Ends all waits, as the engine asks when a person interrupts it. */
  cancel(): void {
    this.#cancelled.abort();
  }
}

/** Explicit providers get their booleans as text or as themselves. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function isText(kubeconfig: string): boolean {
  return kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{");
}
