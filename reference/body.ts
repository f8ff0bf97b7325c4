import { parse as parseYaml } from "yaml";
import { badRequest, Refusal } from "./refusal.ts";

/** No request body may be larger; 1 MiB. */
export const BODY_LIMIT = 1 << 20;
const DEPTH_LIMIT = 64;

/**
 * Reads and parses a body: JSON, or YAML where the operation accepts it. A missing content type counts as JSON
 * (server contract 2). Throws a {@link Refusal}: 400 for an empty or broken body, 413 for a large one, 415 for
 * another type.
 */
export async function readBody(request: Request, accepts: readonly string[]): Promise<unknown> {
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
  const text = decode(await collect(request));
  if (text.trim() === "") throw badRequest("a request body is required");
  const value = yaml ? readYaml(text) : readJson(text);
  checkKeys(value, 0);
  return value;
}

async function collect(request: Request): Promise<Uint8Array> {
  const tooLarge = new Refusal(413, "Client.TooLarge", `the request body is larger than ${BODY_LIMIT} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("the request body is not UTF-8");
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`the request body is not JSON: ${(error as Error).message}`);
  }
}

function readYaml(text: string): unknown {
  try {
    return parseYaml(text, { maxAliasCount: 100 });
  } catch (error) {
    throw badRequest(`the request body is not YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}

/** `__proto__` would reach into objects that merge the value; deep nesting would overflow what walks it. */
function checkKeys(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth >= DEPTH_LIMIT) throw badRequest(`the request body is nested deeper than ${DEPTH_LIMIT} levels`);
  for (const [key, child] of Object.entries(value)) {
    if (key === "__proto__") throw badRequest('the key "__proto__" is not allowed');
    checkKeys(child, depth + 1);
  }
}
