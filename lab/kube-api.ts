import { readFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { parse } from "yaml";

/** A cluster's address and the caller's keys, in PEM. */
export interface ClusterAccess {
  server: string;
  ca?: string;
  cert?: string;
  key?: string;
  token?: string;
}

/** An answer of the API: HTTP status and body, an object where it was JSON. */
export interface ApiAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a cluster serves; readers know what they asked for
  body: any;
}

/** How often an answer that asks for patience (429, 503 and 500 with Retry-After) is followed by another try. */
const maxTries = 6;

/** A small client of the Kubernetes API over one keep-alive pool of connections. */
export class KubeApi {
  readonly #access: ClusterAccess;
  readonly #agent: Agent;

  constructor(access: ClusterAccess) {
    this.#access = access;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 32, ...access });
  }

  /**
   * Sends one request and answers whatever status came. Repeats it where the server says Retry-After, and a GET whose
   * connection breaks; anything else that breaks is an error, since the server may have acted on it.
   */
  async request(method: string, path: string, body?: unknown, type = "application/json"): Promise<ApiAnswer> {
    for (let tries = 1; ; tries++) {
      const mayRepeat = tries < maxTries;
      const { answer, retryAfter } = await this.#send(method, path, body, type).catch((error: Error) => {
        if (method === "GET" && mayRepeat && isBroken(error)) return { answer: undefined, retryAfter: 0.1 };
        throw error;
      });
      if (answer !== undefined && (retryAfter === undefined || !mayRepeat)) return answer;
      await new Promise((resolve) => setTimeout(resolve, (retryAfter ?? 0) * 1000));
    }
  }

  /** Closes the connections, so that the process can end. */
  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body: unknown, type: string) {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      accept: "application/json",
      ...(payload && { "content-type": type, "content-length": payload.length }),
      ...(this.#access.token !== undefined && { authorization: `Bearer ${this.#access.token}` }),
    };
    return new Promise<{ answer: ApiAnswer; retryAfter?: number }>((resolve, reject) => {
      const sent = httpsRequest(
        `${this.#access.server}${path}`,
        { method, headers, agent: this.#agent },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const status = response.statusCode ?? 0;
            const answer = { status, body: parseBody(Buffer.concat(chunks).toString("utf8")) };
            const wait = Number(response.headers["retry-after"]);
            const asksForPatience = (status === 429 || status >= 500) && Number.isFinite(wait);
            resolve(asksForPatience ? { answer, retryAfter: wait } : { answer });
          });
        },
      );
      sent.on("error", reject);
      sent.end(payload);
    });
  }
}

/**
 * Reads the access that a kubeconfig gives, from its text or its path; `context` is the current one by default.
 * Throws an Error with a sentence when it names no server, or keys that only another program can get.
 */
export function readAccess(kubeconfig: string, context?: string): ClusterAccess {
  const text =
    kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{")
      ? kubeconfig
      : readFileSync(kubeconfig, "utf8");
  const config = parse(text);
  const chosen = named(config.contexts, context ?? config["current-context"])?.context;
  const cluster = named(config.clusters, chosen?.cluster)?.cluster;
  const user = named(config.users, chosen?.user)?.user ?? {};
  if (typeof cluster?.server !== "string") throw new Error("the kubeconfig names no cluster for its context");
  if (user.exec !== undefined)
    throw new Error("a kubeconfig whose keys come from another program is not supported");
  const access = {
    server: cluster.server.replace(/\/$/, ""),
    ca: pem(cluster, "certificate-authority"),
    cert: pem(user, "client-certificate"),
    key: pem(user, "client-key"),
    token: user.token as string | undefined,
  };
  return Object.fromEntries(
    Object.entries(access).filter(([, value]) => value !== undefined),
  ) as unknown as ClusterAccess;
}

/** The client of the cluster that a kubeconfig (text or path) points to. */
export function openApi(kubeconfig: string, context?: string): KubeApi {
  return new KubeApi(readAccess(kubeconfig, context));
}

/** Whether a connection was there and broke, unlike one that was refused. */
function isBroken(error: NodeJS.ErrnoException): boolean {
  return error.code === "ECONNRESET" || error.code === "EPIPE";
}

// biome-ignore lint/suspicious/noExplicitAny: the entries of a kubeconfig, whose shape the reader checks
function named(entries: any[] | undefined, name: string | undefined): any {
  return entries?.find((entry) => entry.name === name);
}

function pem(holder: Record<string, string>, field: string): string | undefined {
  const data = holder[`${field}-data`];
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const file = holder[field];
  return file === undefined ? undefined : readFileSync(file, "utf8");
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
