import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

/** Fewer characters can be guessed. */
const SHORTEST = 20;

/**
 * Reads a token's file, without the line break at its end. Throws a TypeError with one sentence where there is none
 * or it is too short; a server that is meant to ask for a token must not start without one.
 */
export function readTokenFile(path: string): string {
  let token: string;
  try {
    token = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new TypeError(`the token's file ${path} cannot be read: ${(error as Error).message}`);
  }
  if (token.length < SHORTEST)
    throw new TypeError(`the token in ${path} has less than ${SHORTEST} characters`);
  return token;
}

/** Whether a request presents this token, as `Authorization: Bearer TOKEN`; takes the same time for every answer. */
export function presentsToken(headers: Headers, token: string): boolean {
  const given = /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

/** The headers of a request that is passed on: a token that was meant for this server goes no further. */
export function withoutToken(headers: Headers, token: string | undefined): Headers {
  if (token === undefined || !presentsToken(headers, token)) return headers;
  const rest = new Headers(headers);
  rest.delete("authorization");
  return rest;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
