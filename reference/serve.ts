import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { ReferenceConfig, ReferenceTls } from "../charts/spi/index.ts";
import { BLOCK_SERVERS, type BlockServer } from "./block-server.ts";
import { BODY_LIMIT } from "./body.ts";
import { createTlsServer } from "./mutual-tls.ts";
import type { Durability } from "./store.ts";

/** Where a server listens and keeps its data. */
export interface ServeOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dataFolder: string;
  /** Default `power`. */
  readonly durability?: Durability;
  /** Where `/healthcheck` and `/readyz` are answered without TLS, and nothing else; for a part that speaks it. */
  readonly healthPort?: number;
  /** Waited for when all is ready but the port. */
  readonly beforeListen?: () => Promise<void>;
}

/** Where a block's server listens, and whom it lets in; with `tls` those alone that are named there. */
export interface ListenOptions extends Pick<ServeOptions, "host" | "port" | "healthPort" | "beforeListen"> {
  readonly tls?: ReferenceTls | undefined;
}

/** A server that listens. */
export interface Served {
  readonly url: string;
  readonly port: number;
  /** Where it says how it is, with `healthPort`. */
  readonly healthPort?: number;
  /** Refuses new requests, lets running ones end, closes the store. Ends within `graceMs` (default 25 s). */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts the reference server of the configuration's block. Without client authentication it refuses to listen on
 * anything but loopback, unless it runs in a pod behind the stack's NetworkPolicies (`inCluster`).
 */
export async function serveReference(
  config: ReferenceConfig,
  options: ServeOptions,
  inCluster = false,
): Promise<Served> {
  if (config.clientAuthentication === "none" && !inCluster && !isLoopback(options.host)) {
    throw new TypeError(
      `without client authentication the server listens on loopback only, not on ${options.host}`,
    );
  }
  const load = BLOCK_SERVERS[config.block];
  if (load === undefined) throw new TypeError(`there is no reference server for ${config.block}`);
  const tls = config.clientAuthentication === "mutual-tls" ? config.tls : undefined;
  if (config.clientAuthentication === "mutual-tls" && tls === undefined)
    throw new TypeError("mutual TLS takes a certificate, of which the configuration says nothing");
  return serveBlock((await load())(config, options.dataFolder, options.durability), { ...options, tls });
}

/** Listens for a block's server; where that cannot be, the block is closed. */
export async function serveBlock(block: BlockServer, options: ListenOptions): Promise<Served> {
  const { host, port, tls, healthPort } = options;
  const answer = getRequestListener(block.app.fetch, { overrideGlobalObjects: false });
  const running = new Set<ServerResponse>();
  const servers: Server[] = [];
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    running.add(response);
    response.once("close", () => running.delete(response));
    if (request.method === "GET" || request.method === "HEAD")
      afterBody(request, () => void answer(request, response));
    else void answer(request, response);
  };
  try {
    const server = tls === undefined ? createHttpServer(serve) : createTlsServer(tls, serve);
    servers.push(server);
    server.on("checkContinue", (request, response) =>
      inTurn(response, () => {
        response.writeContinue();
        serve(request, response);
      }),
    );
    server.requestTimeout = 30_000;
    server.headersTimeout = 10_000;
    await options.beforeListen?.();
    await listen(server, host, port);
    if (healthPort !== undefined) {
      const health = createHttpServer(onlyHealth(serve));
      servers.push(health);
      await listen(health, host, healthPort);
    }
  } catch (error) {
    for (const server of servers) server.close();
    await block.close();
    throw error;
  }
  const [own = port, health] = servers.map(portOf);
  return {
    url: `${tls === undefined ? "http" : "https"}://${host}:${own}`,
    port: own,
    ...(health === undefined ? {} : { healthPort: health }),
    stop: (graceMs = 25_000) => {
      // A connection that is kept would lead further requests here, where nobody will answer.
      for (const response of running) response.shouldKeepAlive = false;
      return stop(servers, block, graceMs);
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Lets through what a kubelet asks, which has no certificate; nothing of a part stands in the answers. */
function onlyHealth(serve: RequestListener): RequestListener {
  return (request, response) => {
    const [path] = (request.url ?? "").split("?");
    if (path === "/healthcheck" || path === "/readyz") serve(request, response);
    else response.writeHead(404).end();
  };
}

/**
 * Waits until the answers to earlier requests of the connection are out: before that, Node would write the invitation
 * to send the body between the head and the body of this answer.
 */
function inTurn(response: ServerResponse, then: () => void): void {
  if (response.socket === null) response.once("socket", then);
  else then();
}

/**
 * Reads away the body that a GET should not have, as far as any body may go: left unread it would reset the
 * connection under the answer, because requests of the fetch standard offer no way to read it later.
 */
function afterBody(request: IncomingMessage, then: () => void): void {
  let size = 0;
  const go = () => {
    request.off("end", go).off("data", count);
    then();
  };
  const count = (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > BODY_LIMIT) go();
  };
  if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined)
    then();
  else request.on("data", count).once("end", go);
}

function isLoopback(host: string): boolean {
  return host === "::1" || host === "localhost" || host.startsWith("127.");
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function stop(servers: readonly Server[], block: BlockServer, graceMs: number): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  for (const server of servers) server.closeIdleConnections();
  const timer = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, graceMs);
  await Promise.all(closed);
  clearTimeout(timer);
  await block.close();
}
