import type { ServiceIdentifier } from "../charts/spi/index.ts";

/** The spellings of the caller's header that are in use, the canonical one first (server contract 5). */
const CLIENT_HEADERS = ["x-govstack-client", "information-mediator-client", "x-road-client"];

const SEGMENT = /^[\p{L}\p{N}_.~ -]{1,255}$/u;

/** Reads `INSTANCE/CLASS/MEMBER/APPLICATION`; undefined where the text has another form. */
export function parseIdentifier(text: string): ServiceIdentifier | undefined {
  const segments = text
    .trim()
    .replace(/^\/|\/$/g, "")
    .split("/");
  const [instance, memberClass, memberCode, application] = segments;
  if (segments.length !== 4 || !segments.every((segment) => SEGMENT.test(segment))) return undefined;
  if (!instance || !memberClass || !memberCode || !application) return undefined;
  return { instance, memberClass, memberCode, application };
}

/** The caller's header, whichever spelling it came in. */
export function clientHeader(headers: Headers): string | undefined {
  for (const name of CLIENT_HEADERS) {
    const value = headers.get(name);
    if (value !== null) return value;
  }
  return undefined;
}
