import type { ServiceIdentifier } from "../../charts/spi/index.ts";
import { badRequest } from "../refusal.ts";

/** A service access, taken apart: `/r1/{instance}/{class}/{member}/{application}/{service}/<path>`. */
export interface ServicePath {
  readonly provider: ServiceIdentifier;
  readonly service: string;
  /** The path up to and with the service, with `/r1`, as it came. */
  readonly prefix: string;
  /** What follows, with its slash, as it came; empty where nothing does. */
  readonly rest: string;
}

/** How often an application behind other proxies may decode a path before it looks at it. */
const DECODINGS = 3;

/**
 * Takes a path apart as it came over the wire; undefined where it is no service access. Throws 400 for a path that
 * could lead out of the service's own, however it is encoded.
 */
export function readServicePath(pathname: string): ServicePath | undefined {
  const raw = pathname.split("/").slice(1);
  if (raw[0] === "r1") raw.shift();
  const [instance, memberClass, memberCode, application, service] = raw.slice(0, 5).map(decode);
  if (!instance || !memberClass || !memberCode || !application || !service) return undefined;
  const rest = raw
    .slice(5)
    .map((segment) => `/${segment}`)
    .join("");
  if (leadsOut(rest)) throw badRequest("the path leads out of the service's own");
  return {
    provider: { instance, memberClass, memberCode, application },
    service,
    prefix: `/r1/${raw.slice(0, 5).join("/")}`,
    rest,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest("the path is not percent-encoded UTF-8");
  }
}

/** Slashes may be encoded inside a segment, and servers differ in when they decode: each reading is looked at. */
function leadsOut(path: string): boolean {
  let text = path;
  for (let reading = 0; reading <= DECODINGS; reading += 1) {
    // Some servers cut off what follows a semicolon in a segment.
    const segments = text.split(/[/\\]/).map((segment) => segment.split(";")[0]?.trim());
    if (segments.includes("..") || segments.includes(".") || text.includes("\0")) return true;
    const next = reading === 0 ? decode(text) : decodeLeniently(text);
    if (next === text) return false;
    text = next;
  }
  return false;
}

/** What is not percent-encoded at a second reading is plain text with a percent sign. */
function decodeLeniently(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));
}

/** The path to send on: the service's own, then the rest, then the queries of both. Only one slash where they meet. */
export function targetPath(serviceUrl: URL, rest: string, search: string): string {
  const own = serviceUrl.pathname.replace(/\/$/, "");
  const query = [serviceUrl.search, search].map((text) => text.replace(/^\?/, "")).filter(Boolean);
  const path = rest === "" ? serviceUrl.pathname : `${own}${rest}`;
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}
