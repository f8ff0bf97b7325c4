import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP } from "node:net";
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

/** Opens the mediator's connections to applications, and nobody else does. Redirects are never followed. */
export class Outbound {
  readonly #allowLoopback: boolean;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  constructor(allowLoopback: boolean) {
    this.#allowLoopback = allowLoopback;
    const options = {
      keepAlive: true,
      maxFreeSockets: 64,
      ...(allowLoopback ? {} : { lookup: lookupTarget }),
    };
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
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
      agent: secure ? this.#https : this.#http,
      host,
      port: call.base.port,
      path: call.path,
      method: call.method,
      headers: { ...call.headers, host: call.base.host },
    });
  }

  /** Ends all connections. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}
