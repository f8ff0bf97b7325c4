import { type Agent, type ClientRequest, request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";

/** An answer of the API server: HTTP status and body, a value where it was JSON. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a cluster serves; readers know what they asked for
  readonly body: any;
}

/** One request to the API server. */
export interface Ask {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** Sends requests to one API server. */
export interface Transport {
  /** Answers whatever status came; throws only where no answer came, after several tries. */
  send(ask: Ask): Promise<Answer>;
  close(): void;
}

/** How long an answer is waited for. */
export interface Patience {
  /** How often a request is sent at most. */
  readonly tries: number;
  /** Milliseconds without a byte after which one is given up. */
  readonly timeoutMs: number;
}

const USUAL: Patience = { tries: 5, timeoutMs: 30_000 };
/** How long credentials are used before the kubeconfig is asked again; tokens of clouds live for minutes. */
const CREDENTIALS_MS = 60_000;

/**
 * Requests over one pool of connections, with the credentials of a kubeconfig. Busy answers (429, 500, 503, 504) and
 * cut connections are tried again: every request that this tool sends may be sent twice, but for POST, which is
 * repeated only where the server said that it did not take it.
 */
export function openTransport(kubeconfig: KubeConfig, patience: Patience = USUAL): Transport {
  const server = kubeconfig.getCurrentCluster()?.server ?? "";
  let loaded: { readonly options: RequestOptions; readonly at: number } | undefined;
  const credentials = async (): Promise<RequestOptions> => {
    if (loaded !== undefined && Date.now() - loaded.at < CREDENTIALS_MS) return loaded.options;
    const options: RequestOptions = {};
    await kubeconfig.applyToHTTPSOptions(options);
    // The client makes an agent for one request each; a run sends hundreds.
    Object.assign(options.agent as Agent, { keepAlive: true, maxSockets: 16 });
    closeAgent(loaded?.options);
    loaded = { options, at: Date.now() };
    return options;
  };
  return {
    send: async (ask) => {
      for (let attempt = 1; ; attempt++) {
        const sent = sendOnce(server, await credentials(), ask, patience.timeoutMs);
        const outcome = await sent.catch((error: Error) => error);
        if (!isWorthAnotherTry(ask, outcome) || attempt === patience.tries) {
          if (outcome instanceof Error) throw outcome;
          return outcome;
        }
        await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
      }
    },
    close: () => closeAgent(loaded?.options),
  };
}

/** Whether the same request may and should be sent again after this outcome. */
export function isWorthAnotherTry(ask: Ask, outcome: Answer | Error): boolean {
  if (outcome instanceof Error) {
    return ask.method !== "POST" || (outcome as NodeJS.ErrnoException).code === "ECONNREFUSED";
  }
  if (outcome.status === 429 || outcome.status === 503) return true;
  return ask.method !== "POST" && (outcome.status === 500 || outcome.status === 504);
}

function closeAgent(options: RequestOptions | undefined): void {
  if (typeof options?.agent === "object") options.agent.destroy();
}

function sendOnce(server: string, credentials: RequestOptions, ask: Ask, timeoutMs: number): Promise<Answer> {
  const payload = ask.body === undefined ? undefined : Buffer.from(JSON.stringify(ask.body));
  const headers = {
    ...(credentials.headers as Record<string, string>),
    accept: "application/json",
    ...(payload && {
      "content-type": ask.contentType ?? "application/json",
      "content-length": payload.length,
    }),
  };
  const url = `${server.replace(/\/$/, "")}${ask.path}`;
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = send(url, { ...credentials, method: ask.method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("aborted", () => reject(new Error("the connection was cut")));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString("utf8")) }),
      );
    });
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error("the API server does not answer")));
    sent.on("error", reject);
    sent.end(payload);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
