import { readFileSync } from "node:fs";
import { z } from "zod";
import { runBootstrap } from "../../../run-bootstrap.ts";
import { type BootstrapStep, FinalError, type PodProgram } from "../../../spi/index.ts";
import type { PublishKey } from "../settings.ts";

const TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";
const TIMEOUT_MS = 15_000;

const settings = z.strictObject({
  namespace: z.string().min(1),
  name: z.string().min(1),
  key: z.string().min(1),
  file: z.string().min(1),
  labels: z.record(z.string(), z.string()),
});

/** Where the API server is and who asks it. */
export interface ApiAccess {
  readonly url: string;
  readonly readToken: () => string;
}

/** Puts the text of a file into a ConfigMap, by the rights of the pod's ServiceAccount. */
const program: PodProgram = (config, tell, stop) => {
  const parsed = settings.parse(config);
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const api = { url: `https://${host}:${port}`, readToken: () => readFileSync(TOKEN, "utf8") };
  return runBootstrap([publishStep(parsed, api, () => readFileSync(parsed.file, "utf8"))], { stop, tell });
};

/** The one step: the ConfigMap holds today's text. What other keys it has stays. */
export function publishStep(settings: PublishKey, api: ApiAccess, readText: () => string): BootstrapStep {
  const { namespace, name, key, labels } = settings;
  const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  const ask = async (method: string, query: string, body: unknown, stop: AbortSignal) => {
    const response = await fetch(`${api.url}${path}${query}`, {
      method,
      headers: {
        authorization: `Bearer ${api.readToken().trim()}`,
        "content-type": "application/apply-patch+yaml",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.status === 404) return undefined;
    if (response.ok) return (await response.json()) as { data?: Record<string, string> };
    const said = `${method} ConfigMap ${name} was answered ${response.status}`;
    throw [400, 422].includes(response.status) ? new FinalError(said) : new Error(said);
  };
  return {
    id: "publish",
    title: `the ConfigMap ${name}`,
    isDone: async (stop) => (await ask("GET", "", undefined, stop))?.data?.[key] === readText(),
    run: async (stop) => {
      const object = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, labels },
        data: { [key]: readText() },
      };
      await ask("PATCH", "?fieldManager=country-stack-publish&force=true", object, stop);
    },
  };
}

export default program;
