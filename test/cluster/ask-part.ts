import { request } from "node:https";
import { REFERENCE_PORT } from "../../charts/spi/index.ts";
import type { KubeApi } from "../../lab/kube-api.ts";

/** A part of a stack whose mediator is part `mediator`. */
export interface AskedPart {
  readonly stack: string;
  readonly part: string;
}

/** What a part is asked; a text body. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For how long nothing may come, in milliseconds; default 5,000. */
  readonly silenceMs?: number;
}

/**
 * Asks a part at the address of its Service, in TLS with the certificate that the stack made for this tool. Rejects
 * where there is no connection, as for a second or two after a pod became ready: kube-proxy lags behind.
 */
export async function askPart(
  api: KubeApi,
  { stack, part }: AskedPart,
  path: string,
  { method = "GET", headers = {}, body, silenceMs = 5000 }: Asking = {},
): Promise<Response> {
  const namespace = `${stack}-${part}`;
  const service = await api.request("GET", `/api/v1/namespaces/${namespace}/services/${part}`);
  const { key, cert, ca } = await readCertificate(api, stack);
  const options = {
    ...{ host: service.body.spec.clusterIP, port: REFERENCE_PORT, path, method, headers, key, cert, ca },
    ...{ servername: `${part}.${namespace}.svc.cluster.local`, agent: false, timeout: silenceMs },
  };
  return new Promise((resolve, reject) => {
    const asked = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const given = Object.entries(answer.headers).map(([name, value]) => [name, `${value}`] as const);
        const init = { status: answer.statusCode ?? 0, headers: Object.fromEntries(given) };
        resolve(new Response(Buffer.concat(chunks), init));
      });
    });
    asked.on("timeout", () => asked.destroy(new Error(`${part} did not answer`)));
    asked.on("error", reject);
    asked.end(body);
  });
}

/** The operator's certificate of a stack, its key and the authority. */
export async function readCertificate(
  api: KubeApi,
  stack: string,
): Promise<{ readonly key: string; readonly cert: string; readonly ca: string }> {
  const path = `/api/v1/namespaces/${stack}-mediator/secrets/mediator-operator`;
  const { data } = (await api.request("GET", path)).body;
  const read = (name: string) => Buffer.from(data[name], "base64").toString("utf8");
  return { key: read("tls.key"), cert: read("tls.crt"), ca: read("ca.crt") };
}
