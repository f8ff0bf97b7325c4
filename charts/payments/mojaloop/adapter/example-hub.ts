import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Served, serveBlock } from "../../../../reference/serve.ts";
import type { AdapterSettings } from "../settings.ts";
import { createInstitutions } from "../simulator/institution.ts";
import { type Adapter, createAdapter } from "./create.ts";
import { type FakeSwitch, type FakeSwitchOptions, startFakeSwitch } from "./fake-switch.ts";

const ON_LOOPBACK = { host: "127.0.0.1", port: 0 };
/** The government's participant in tests. */
export const PAYER = "govpayer";

/** A result that arrived at the institution that asked for it. */
export interface Arrived {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** A hub with two simulated institutions and the adapter in front, all on loopback. */
export interface ExampleHub {
  readonly hub: FakeSwitch;
  readonly results: Arrived[];
  /** Where results are to be posted. */
  readonly callbackUrl: string;
  readonly lines: string[];
  settings(): AdapterSettings;
  /** Sends a request to the adapter and reads its answer. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Ends the adapter as a crash does, as far as one process can: nothing more is sent or taken. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** What may be different in a test. */
export interface ExampleOptions extends Partial<FakeSwitchOptions> {
  readonly authorization?: "automatic" | "required";
  /** How the receiver of results answers, by the number of the result from 0. */
  readonly receiver?: (index: number) => number;
  readonly patience?: number;
}

/** Starts all of it. The institutions' customers are 27000000001 to 27000000009. */
export async function startExampleHub(options: ExampleOptions = {}): Promise<ExampleHub> {
  const hub = await startFakeSwitch({ payer: PAYER, ...options });
  const stop = new AbortController();
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const parties = Array.from({ length: 9 }, (_, index) => `2700000000${index + 1}`);
  const institutions = createInstitutions({
    settings: {
      port: 0,
      hub: hub.addresses,
      secretFile: "",
      dfsps: [{ name: "payeefsp", parties }],
    },
    secret: "made-by-the-test-0123456789",
    tell,
    stop: stop.signal,
  });
  const simulator = await serveBlock({ app: institutions, close: async () => {} }, ON_LOOPBACK);
  for (const party of parties) hub.owners[party] = "payeefsp";
  hub.dfsps["payeefsp"] = `${simulator.url}/payeefsp`;
  const results: Arrived[] = [];
  const receiver = await startReceiver(results, options.receiver ?? (() => 200));
  const callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/results`;
  const dataFolder = mkdtempSync(join(tmpdir(), "mojaloop-adapter-"));
  const settings = (): AdapterSettings => ({
    port: 0,
    hubPort: 0,
    dataFolder,
    fsp: PAYER,
    currency: "XTS",
    hub: hub.addresses,
    authorization: options.authorization ?? "automatic",
    callbackOrigins: [callbackUrl],
    patience: options.patience ?? 150,
  });
  let running: { adapter: Adapter; served: Served; hubSide: Served };
  const start = async () => {
    const adapter = createAdapter(settings(), tell);
    const idle = async () => {};
    const hubSide = await serveBlock({ app: adapter.hubApp, close: idle }, ON_LOOPBACK);
    const served = await serveBlock({ app: adapter.app, close: idle }, ON_LOOPBACK);
    hub.dfsps[PAYER] = hubSide.url;
    adapter.start();
    running = { adapter, served, hubSide };
  };
  const crash = async () => {
    hub.dfsps[PAYER] = "http://127.0.0.1:1";
    await running.adapter.close();
    await Promise.all([running.served.stop(0), running.hubSide.stop(0)]);
  };
  await start();
  return {
    hub,
    results,
    callbackUrl,
    lines,
    settings,
    send: async (method, path, body, headers = {}) => {
      const response = await fetch(`${running.served.url}${path}`, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    crash,
    restart: start,
    close: async () => {
      stop.abort();
      await crash();
      await simulator.stop(0);
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
      await hub.close();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

async function startReceiver(results: Arrived[], statusOf: (index: number) => number): Promise<Server> {
  let count = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = statusOf(count++);
    if (status < 300) {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
      results.push({ path: request.url ?? "", body });
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
