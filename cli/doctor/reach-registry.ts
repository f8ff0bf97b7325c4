import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** What became of the question to a registry. */
export interface Reached {
  /** As image references name it. */
  readonly host: string;
  /** The proxy that was gone through; absent where none was. */
  readonly by?: string | undefined;
  readonly answer: { readonly status: number } | { readonly error: string };
}

const LIMIT_MS = 10_000;

/**
 * Asks a registry whether it is one: HEAD /v2/ (OCI distribution specification 1.1), through the proxy that HTTPS_PROXY
 * and NO_PROXY name, trusting what NODE_EXTRA_CA_CERTS adds. Loopback is asked without TLS, as container engines do.
 */
export function reachRegistry(host: string, env: NodeJS.ProcessEnv): Promise<Reached> {
  // Docker Hub's registry has another name than the one in its references.
  const server = host === "docker.io" ? "registry-1.docker.io" : host;
  const isPlain = /^(localhost|127(\.\d{1,3}){3})(:\d{1,5})?$/.test(host);
  const proxyEnv = proxySettings(env);
  const [send, agent] = isPlain
    ? [httpRequest, new HttpAgent({ proxyEnv })]
    : [httpsRequest, new HttpsAgent({ proxyEnv })];
  const by = isPlain ? undefined : proxyFor(server, proxyEnv);
  return new Promise((resolve) => {
    const end = (answer: Reached["answer"]) => {
      agent.destroy();
      resolve({ host, ...(by === undefined ? {} : { by }), answer });
    };
    const url = `${isPlain ? "http" : "https"}://${server}/v2/`;
    const asked = send(url, { method: "HEAD", agent }, (response) => {
      response.resume();
      end({ status: response.statusCode ?? 0 });
    });
    asked.setTimeout(LIMIT_MS, () => asked.destroy(new Error("ETIMEDOUT")));
    asked.on("error", (error: NodeJS.ErrnoException) => end({ error: errorOf(error) }));
    asked.end();
  });
}

/** A proxy's refusal of a tunnel has a sentence and no code of its own. */
function errorOf({ code, message, cause }: NodeJS.ErrnoException & { readonly cause?: unknown }): string {
  const said = `${message} ${cause instanceof Error ? cause.message : ""}`;
  if (/\b407\b/.test(said)) return "PROXY_407";
  return code ?? message;
}

/** The variables of proxies as Node reads them, small letters first. */
function proxySettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** The proxy that stands before a host: NO_PROXY lists hosts, `.domain` or `*.domain` for all below it, `*` for all. */
export function proxyFor(server: string, env: Readonly<Record<string, string>>): string | undefined {
  const proxy = env["https_proxy"] ?? env["HTTPS_PROXY"];
  if (proxy === undefined) return undefined;
  const [name = ""] = server.split(":");
  const spared = (env["no_proxy"] ?? env["NO_PROXY"] ?? "").split(/[,\s]+/).filter((each) => each !== "");
  const isSpared = spared.some((each) => {
    if (each === "*" || each === server || each === name) return true;
    const below = each.replace(/^\*/, "");
    return below.startsWith(".") && name.endsWith(below);
  });
  return isSpared ? undefined : proxy;
}
