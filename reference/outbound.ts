import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { ReferenceTls } from "../charts/spi/index.ts";
import { CertificateFiles } from "./certificate-files.ts";
import { hostOf, isRefusedAddress, lookupTarget } from "./target-address.ts";

/** A call to an application: to a host that the configuration names, with exactly this path. */
export interface OutboundCall {
  /** Only its protocol, host and port count. */
  readonly base: URL;
  /** Path and query as they go over the wire. */
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string | string[]>;
}

/**
 * Opens a server's connections to applications, and nobody else does. Redirects are never followed. Parts of the stack
 * that speak TLS see the server's certificate and show one of the same authority.
 */
export class Outbound {
  readonly #allowLoopback: boolean;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #hosts: ReadonlySet<string>;
  readonly #files: CertificateFiles | undefined;
  /** The last one is for new connections; those before it end with their connections. */
  readonly #inside: HttpsAgent[] = [];

  constructor(allowLoopback: boolean, tls: ReferenceTls | undefined) {
    this.#allowLoopback = allowLoopback;
    const options = {
      keepAlive: true,
      maxFreeSockets: 64,
      ...(allowLoopback ? {} : { lookup: lookupTarget }),
    };
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
    this.#hosts = new Set(tls?.hosts);
    this.#files = tls === undefined ? undefined : new CertificateFiles(tls.folder);
    const open = () => this.#inside.push(new HttpsAgent({ ...options, ...this.#files?.credentials }));
    this.#files?.onChange(open);
    if (this.#files !== undefined) open();
  }

  /** Begins a call. Throws where the host is an address that is refused: `lookup` is not asked about those. */
  open(call: OutboundCall): ClientRequest {
    const host = hostOf(call.base);
    if (!this.#allowLoopback && isIP(host) !== 0 && isRefusedAddress(host)) {
      throw new Error(`${host} is no target here`);
    }
    const secure = call.base.protocol === "https:";
    const request = secure ? requestHttps : requestHttp;
    return request({
      agent: secure ? this.#agentFor(host) : this.#http,
      host,
      port: call.base.port,
      path: call.path,
      method: call.method,
      headers: { ...call.headers, host: call.base.host },
    });
  }

  /** Tells whether a target is a part of the stack that speaks TLS within it. */
  isInside(base: URL): boolean {
    return this.#hosts.has(hostOf(base));
  }

  /** Ends all connections. */
  close(): void {
    this.#files?.close();
    for (const agent of [this.#http, this.#https, ...this.#inside]) agent.destroy();
  }

  /** A host of the stack gets the server's certificate, and no other host does. */
  #agentFor(host: string): HttpsAgent {
    return (this.#hosts.has(host) ? this.#inside.at(-1) : undefined) ?? this.#https;
  }
}
