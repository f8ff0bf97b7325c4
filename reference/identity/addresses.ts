import type { Settings } from "./settings.ts";

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;
const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/;

/**
 * The addresses at which the server is reached. Its issuer is one of them and never changes; what it says of its own
 * endpoints follows the address that the caller came by, where that is one of its own, so that a browser, a
 * workstation and a pod each find them. Any other `Host` changes nothing.
 */
export class Addresses {
  readonly #known: ReadonlySet<string>;
  #issuer: string | undefined;

  constructor({ issuer, publicUrls, addresses }: Pick<Settings, "issuer" | "publicUrls" | "addresses">) {
    this.#issuer = issuer;
    const all = [...(issuer === undefined ? [] : [issuer]), ...publicUrls, ...addresses.flatMap(shorter)];
    this.#known = new Set(all.map((one) => new URL(one).origin));
  }

  /** The issuer. Without a configured one it is the loopback address of the first request, for one server alone. */
  issuer(request: Request): string {
    this.#issuer ??= loopbackOf(request);
    return this.#issuer;
  }

  /** The origin that the caller came by. */
  baseOf(request: Request): string {
    const issuer = this.issuer(request);
    return candidates(request).find((one) => this.#isOwn(one)) ?? new URL(issuer).origin;
  }

  #isOwn(origin: string): boolean {
    return this.#known.has(origin) || LOOPBACK.test(new URL(origin).hostname);
  }
}

/** What a gateway says that it was asked for comes first; it counts only where it is an address of ours. */
function candidates(request: Request): string[] {
  const { headers } = request;
  const { protocol } = new URL(request.url);
  const first = (name: string) => headers.get(name)?.split(",")[0]?.trim();
  const scheme = first("x-forwarded-proto") ?? protocol.slice(0, -1);
  const hosts = [first("x-forwarded-host"), first("host") ?? new URL(request.url).host];
  // The end of a tunnel on somebody's own machine is plain HTTP, also where the server sees TLS.
  return hosts.flatMap((host) => originOf(LOOPBACK_HOST.test(host ?? "") ? "http" : scheme, host));
}

function originOf(scheme: string, host: string | undefined): string[] {
  if (host === undefined || !/^https?$/.test(scheme) || !/^[\w.:[\]-]+$/.test(host)) return [];
  const url = URL.parse(`${scheme}://${host}`);
  return url === null ? [] : [url.origin];
}

function loopbackOf(request: Request): string {
  const url = new URL(request.url);
  return `http://127.0.0.1${url.port === "" ? "" : `:${url.port}`}`;
}

/** A Service's full name, and the shorter ones by which pods find it. */
function shorter(address: string): string[] {
  const { protocol, hostname, port } = new URL(address);
  const [name, namespace, ...rest] = hostname.split(".");
  if (rest[0] !== "svc") return [address];
  const hosts = [hostname, `${name}.${namespace}.svc`, `${name}.${namespace}`, `${name}`];
  return hosts.map((host) => `${protocol}//${host}${port === "" ? "" : `:${port}`}`);
}
