import { readFileSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import type { ApiAddress } from "./reaper-config.ts";

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const TIMEOUT_MS = 4000;

/** An answer of the API server: HTTP status and the JSON body, undefined where it was none. */
export interface PodAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the cluster serves; readers know what they asked for
  readonly body: any;
}

/** The API server as a pod sees it. */
export interface PodApi {
  /** Answers whatever status came; throws where none came from any address, each within 4 seconds. */
  send(method: "GET" | "DELETE", path: string, body?: unknown): Promise<PodAnswer>;
}

/**
 * The API server by the service account of the pod that this runs in. The full client stays out of the image: two
 * verbs are all that a reaper needs. Of several addresses the one that answered last is asked first. The token is read
 * for each request, because the kubelet renews it.
 */
export function openPodApi(servers: readonly ApiAddress[]): PodApi {
  const ca = readFileSync(`${ACCOUNT}/ca.crt`);
  let last = 0;
  return {
    send: async (method, path, body) => {
      let failure = new Error("no address of the API server is known");
      for (let tries = 0; tries < servers.length; tries++) {
        const { address, port } = servers[last] as ApiAddress;
        try {
          return await sendTo({ host: address, port, path, method, ca }, body);
        } catch (error) {
          failure = error as Error;
          last = (last + 1) % servers.length;
        }
      }
      throw failure;
    },
  };
}

function sendTo(options: RequestOptions, body: unknown): Promise<PodAnswer> {
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = {
    authorization: `Bearer ${readFileSync(`${ACCOUNT}/token`, "utf8").trim()}`,
    accept: "application/json",
    ...(payload && { "content-type": "application/json", "content-length": payload.length }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parse(chunks) }));
    });
    sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error("the API server does not answer")));
    sent.on("error", reject);
    sent.end(payload);
  });
}

function parse(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}
