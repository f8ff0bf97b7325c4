import { badRequest, Refusal } from "./refusal.ts";
import { parseUntrustedYaml } from "./yaml.ts";

/** No request body may be larger; 1 MiB. */
export const BODY_LIMIT = 1 << 20;
const DEPTH_LIMIT = 64;

/**
 * Reads and parses a body: JSON, or YAML where the operation accepts it. A missing content type counts as JSON
 * (server contract 2). Throws a {@link Refusal}: 400 for an empty or broken body, 413 for a large one, 415 for
 * another type. YAML has narrower limits ({@link parseUntrustedYaml}).
 */
export async function readBody(request: Request, accepts: readonly string[]): Promise<unknown> {
  const value = await readOptionalBody(request, accepts);
  if (value === undefined) throw badRequest("a request body is required");
  return value;
}

/** As {@link readBody}, for operations that do without one: undefined where it is empty. */
export async function readOptionalBody(request: Request, accepts: readonly string[]): Promise<unknown> {
  const type =
    (request.headers.get("content-type") ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "";
  const yaml = accepts.includes(type);
  if (!yaml && type !== "application/json" && !type.endsWith("+json")) {
    throw new Refusal(
      415,
      "Client.UnsupportedMediaType",
      `content type ${JSON.stringify(type)} is not accepted here`,
    );
  }
  const text = decode(await readBytes(request));
  if (text.trim() === "") return undefined;
  const value = yaml ? readYaml(text) : readJson(text);
  checkKeys(value, 0);
  return value;
}

/** Reads a form (`application/x-www-form-urlencoded`), within the same limits; an absent one is empty. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const text = decode(await readBytes(request));
  if (text === "") return new URLSearchParams();
  if (type === "application/x-www-form-urlencoded") return new URLSearchParams(text);
  throw new Refusal(
    415,
    "Client.UnsupportedMediaType",
    `content type ${JSON.stringify(type)} is not accepted here`,
  );
}

/** Reads a body as it is. Throws a {@link Refusal}: 413 for one of more than `limit` bytes, 400 where it breaks off. */
export async function readBytes(request: Request, limit = BODY_LIMIT): Promise<Uint8Array> {
  const tooLarge = new Refusal(413, "Client.TooLarge", `the request body is larger than ${limit} bytes`);
  const length = request.headers.get("content-length");
  if (Number(length ?? 0) > limit) throw tooLarge;
  // A body whose length is said cannot be longer, and is read several times faster in one piece.
  if (length !== null) return readWhole(request);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readWhole(request: Request): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    throw brokeOff();
  }
}

async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request.body ?? []) yield chunk;
  } catch {
    throw brokeOff();
  }
}

/** A client that goes away in the middle of its body is no error of ours; nobody is there to read the answer. */
function brokeOff(): Refusal {
  return badRequest("the request body broke off");
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("the request body is not UTF-8");
  }
}

function readJson(text: string): unknown {
  checkDepth(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`the request body is not JSON: ${(error as Error).message}`);
  }
}

function readYaml(text: string): unknown {
  try {
    return parseUntrustedYaml(text);
  } catch (error) {
    throw badRequest(`the request body is not YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}

/** Before parsing: a megabyte of brackets would become some hundred megabytes of lists. */
function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > DEPTH_LIMIT) throw tooDeep();
  }
}

function tooDeep(): Refusal {
  return badRequest(`the request body is nested deeper than ${DEPTH_LIMIT} levels`);
}

/** `__proto__` would reach into objects that merge the value; deep nesting would overflow what walks it. */
function checkKeys(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth >= DEPTH_LIMIT) throw tooDeep();
  for (const [key, child] of Object.entries(value)) {
    if (key === "__proto__") throw badRequest('the key "__proto__" is not allowed');
    checkKeys(child, depth + 1);
  }
}
