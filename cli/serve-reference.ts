import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BLOCKS, type Block, HEALTH_PORT, type ReferenceConfig } from "../charts/spi/index.ts";
import { saveMemory } from "../deploy/save-memory.ts";
import { BLOCK_SERVERS } from "../reference/block-server.ts";
import { type Served, serveReference } from "../reference/serve.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";
import type { Terminal } from "./terminal.ts";

/** `reference serve`: one block alone on loopback until SIGINT or SIGTERM. */
export async function serveAlone(
  terminal: Terminal,
  block: string,
  options: { port: string; data?: string; seed?: string },
): Promise<void> {
  const known = BLOCKS.find((one): one is Block => one === block);
  if (known === undefined || BLOCK_SERVERS[known] === undefined) {
    throw new UsageError(say.reference.noServer(block), say.reference.servers(Object.keys(BLOCK_SERVERS)));
  }
  const port = readPort(options.port);
  const config = aloneConfig(known, options.seed === undefined ? undefined : readJson(options.seed));
  const dataFolder = options.data ?? mkdtempSync(join(tmpdir(), "country-stack-"));
  const ended = untilSignal();
  const served = await start(config, { host: "127.0.0.1", port, dataFolder }, false);
  terminal.out(say.reference.listening(block, served.url));
  await ended;
  await served.stop();
  if (options.data === undefined) rmSync(dataFolder, { recursive: true, force: true });
}

/** `reference run`: the server of a mounted configuration, on all addresses of its pod. */
export async function runConfigured(
  terminal: Terminal,
  options: { config: string; data: string; port: string },
): Promise<void> {
  const config = readJson(options.config) as ReferenceConfig;
  // As process 1 of its pod it has no default action: a SIGTERM before this line would be lost.
  const ended = untilSignal();
  const place = { host: "0.0.0.0", port: readPort(options.port), dataFolder: options.data };
  const isTls = config.clientAuthentication === "mutual-tls";
  const served = await start(config, isTls ? { ...place, healthPort: HEALTH_PORT } : place, true);
  terminal.out(say.reference.listening(config.block, served.url));
  await ended;
  await served.stop();
}

async function start(...args: Parameters<typeof serveReference>): Promise<Served> {
  // Left to itself Node lets the garbage of large requests grow to three times what the server needs.
  saveMemory();
  try {
    return await serveReference(...args);
  } catch (error) {
    // A taken port and a seed of the wrong shape are the person's to mend.
    if (error instanceof TypeError || (error as NodeJS.ErrnoException).code !== undefined) {
      throw new UsageError((error as Error).message);
    }
    throw error;
  }
}

/** A port as it was typed; wrong use where it is none. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(say.reference.badPort(text));
  return port;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(say.reference.seedMissing(path, (error as Error).message));
  }
}

/** A stack of one part: a development instance of which nobody is a member until the seed or the API says so. */
function aloneConfig(block: Block, seed: unknown): ReferenceConfig {
  const instance = "SANDBOX";
  const settings =
    block === "information-mediator"
      ? { domain: "sandbox.example", instance, members: [], allowLoopbackTargets: true }
      : { registries: [] };
  return {
    stack: "alone",
    part: block,
    block,
    environment: "development",
    identifier: { instance, memberClass: "GOV", memberCode: "0", application: block },
    clientAuthentication: "none",
    institutions: {},
    settings: block === "information-mediator" || block === "digital-registries" ? settings : {},
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Waits for SIGINT or SIGTERM. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
