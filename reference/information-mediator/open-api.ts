import type { IncomingMessage } from "node:http";
import type { Outbound } from "../outbound.ts";
import { Refusal } from "../refusal.ts";
import { parseUntrustedYaml, YAML_LIMIT } from "../yaml.ts";

/** The whole time for a description, in milliseconds: whoever asks waits 3 s (server contract 3). */
const FETCH_TIMEOUT = 2500;
const SIZE_LIMIT = 4 << 20;
const KEPT_LIMIT = 500;
const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

/** A description as it is passed on. */
interface Description {
  readonly text: string;
  readonly contentType: string;
}

/** One method of one path of a service. */
interface Endpoint {
  readonly method: string;
  readonly path: string;
}

/** A service as far as its description matters. */
interface Described {
  readonly specUrl: string;
  readonly openapi: string | null;
}

/** Where the OpenAPI descriptions of services come from. */
export interface Descriptions {
  /** From the seed, or from the registered address. Throws 500, the only status listed, where none can be had. */
  fetch(service: Described): Promise<Description>;
  /** From the seed or a description that was fetched before; nothing is fetched for a list. */
  endpointsOf(service: Described): readonly Endpoint[];
}

/** Makes the source of descriptions of one mediator. */
export function createDescriptions(outbound: Outbound): Descriptions {
  const known = new Map<string, readonly Endpoint[]>();
  return {
    fetch: async (service) => {
      if (service.openapi !== null)
        return { text: service.openapi, contentType: "application/json; charset=utf-8" };
      const { description, document } = await fetchDescription(outbound, service.specUrl);
      if (known.size >= KEPT_LIMIT) known.clear();
      known.set(service.specUrl, listEndpoints(document));
      return description;
    },
    endpointsOf: (service) =>
      service.openapi === null
        ? (known.get(service.specUrl) ?? [])
        : listEndpoints(JSON.parse(service.openapi)),
  };
}

async function fetchDescription(
  outbound: Outbound,
  specUrl: string,
): Promise<{ description: Description; document: unknown }> {
  const { text, type } = await download(outbound, new URL(specUrl)).catch((error: NodeJS.ErrnoException) => {
    // What the system says names addresses, which are nobody's business outside.
    throw unavailable(error.code === undefined ? error.message : "its place cannot be reached");
  });
  const json = readJson(text);
  if (typeof json === "object" && json !== null && ("openapi" in json || "swagger" in json)) {
    return { description: { text, contentType: "application/json; charset=utf-8" }, document: json };
  }
  const yaml = /^["']?(?:openapi|swagger)["']?\s*:/m.test(text);
  if (json !== undefined || !yaml) throw unavailable(`what came is not OpenAPI (${type})`);
  // A longer one is passed on and its endpoints are not listed.
  const document = text.length > YAML_LIMIT ? undefined : readYaml(text);
  return { description: { text, contentType: "text/yaml; charset=utf-8" }, document };
}

function download(outbound: Outbound, url: URL): Promise<{ text: string; type: string }> {
  return new Promise((resolve, reject) => {
    const request = outbound.open({
      base: url,
      path: `${url.pathname}${url.search}`,
      method: "GET",
      headers: { accept: "application/json, text/yaml;q=0.9, */*;q=0.5" },
    });
    const timer = setTimeout(() => request.destroy(new Error("it took too long")), FETCH_TIMEOUT);
    request.on("error", reject);
    request.on("close", () => clearTimeout(timer));
    request.on("response", (answer) => {
      collect(answer)
        .then((text) => resolve({ text, type: answer.headers["content-type"] ?? "no content type" }))
        .catch((error: Error) => {
          request.destroy();
          reject(error);
        });
    });
    request.end();
  });
}

async function collect(answer: IncomingMessage): Promise<string> {
  if (answer.statusCode !== 200) throw new Error(`it answered with status ${answer.statusCode}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > SIZE_LIMIT) throw new Error(`it is larger than ${SIZE_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function unavailable(reason: string): Refusal {
  return new Refusal(500, "Server.DescriptionUnavailable", `the description cannot be had: ${reason}`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readYaml(text: string): unknown {
  try {
    return parseUntrustedYaml(text);
  } catch {
    return undefined;
  }
}

function listEndpoints(document: unknown): Endpoint[] {
  const paths = (document as { paths?: unknown } | undefined)?.paths;
  if (typeof paths !== "object" || paths === null) return [];
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys((item as object | null) ?? {})
      .filter((method) => METHODS.has(method))
      .map((method) => ({ method: method.toUpperCase(), path })),
  );
}
