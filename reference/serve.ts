import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { ReferenceConfig } from "../charts/spi/index.ts";
import { BLOCK_SERVERS, type BlockServer } from "./block-server.ts";
import { BODY_LIMIT } from "./body.ts";
import type { Durability } from "./store.ts";

/** Where a server listens and keeps its data. */
export interface ServeOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dataFolder: string;
  /** Default `power`. */
  readonly durability?: Durability;
}

/** A server that listens. */
export interface Served {
  readonly url: string;
  readonly port: number;
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
  return serveBlock((await load())(config, options.dataFolder, options.durability), options);
}

/** Listens for a block's server; where that cannot be, the block is closed. */
export async function serveBlock(
  block: BlockServer,
  options: Pick<ServeOptions, "host" | "port">,
): Promise<Served> {
  const answer = getRequestListener(block.app.fetch, { overrideGlobalObjects: false });
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === "GET" || request.method === "HEAD")
      afterBody(request, () => void answer(request, response));
    else void answer(request, response);
  };
  const server = createHttpServer(serve).on("checkContinue", (request, response) =>
    inTurn(response, () => {
      response.writeContinue();
      serve(request, response);
    }),
  );
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  try {
    await listen(server, options);
  } catch (error) {
    await block.close();
    throw error;
  }
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://${options.host}:${port}`,
    port,
    stop: (graceMs = 25_000) => stop(server, block, graceMs),
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

function listen(server: Server, options: Pick<ServeOptions, "host" | "port">): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function stop(server: Server, block: BlockServer, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
  await block.close();
}
