import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp, type Reply } from "../ask-app.ts";
import type { Clock } from "./clock.ts";
import { createSchedulerAt } from "./create.ts";
import { KINDS, type KindName } from "./kinds.ts";

const PATIENCE_MS = 15_000;
const CALLER = { requestor_id: "clinic", request_token: "a-token-of-the-clinic" };

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  set(time: string): void;
}

/** A clock at this moment. */
export function testClock(time = "2026-06-01T08:00:00Z"): TestClock {
  let now = Date.parse(time);
  const watchers: (() => void)[] = [];
  return {
    now: () => now,
    watch: (wake) => void watchers.push(wake),
    set: (other) => {
      now = Date.parse(other);
      for (const wake of watchers) wake();
    },
  };
}

/** A test's server and the ways to talk to it. */
export interface StartedScheduler {
  readonly ask: Ask;
  readonly clock: TestClock;
  /** Asks with the parameters in the query, as the file has it. */
  call(method: string, path: string, parameters?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** Makes a thing and gives the last id that the answer names. */
  make(kind: KindName, details: object): Promise<string>;
  /** The things that a filter selects. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  list(kind: KindName, filter?: object, required?: object): Promise<any[]>;
  /** An entity, a resource and a subscriber, for what needs some. */
  people(): Promise<{ readonly host: string; readonly doctor: string; readonly patient: string }>;
  close(): Promise<void>;
}

/** A configuration as an engine would give it. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "scheduler",
    block: "scheduler",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "scheduler" },
    clientAuthentication: "none",
    institutions: { "GOV/70001": "Ministry of Health" },
    ...part,
    settings: { retryBaseMs: 5, ...part.settings },
  };
}

/** Starts a server in memory, or in a folder. */
export function startScheduler(
  part: Partial<ReferenceConfig> = {},
  folder = ":memory:",
  clock = testClock(),
): StartedScheduler {
  const { app, close } = createSchedulerAt(clock, testConfig(part), folder);
  const ask = askApp(app);
  const call: StartedScheduler["call"] = (method, path, parameters = {}) => {
    const all = Object.entries({ ...CALLER, ...parameters }).filter(([, value]) => value !== undefined);
    const texts = all.map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return ask(method, `${path}?${new URLSearchParams(texts)}`);
  };
  const make: StartedScheduler["make"] = async (kind, details) => {
    const { status, text } = await call("POST", `/${kind}/new`, { qry: { details } });
    if (status !== 200) throw new Error(`${status} ${text}`);
    return [...text.matchAll(new RegExp(`${kind}_id:(\\d+)`, "gi"))].at(-1)?.[1] ?? "";
  };
  return {
    ...{ ask, clock, call, make, close },
    list: async (kind, filter = {}, required = {}) => {
      const qry = { [`${kind}_filter`]: filter, [`${kind}_details_required`]: required };
      const { status, body, text } = await call("GET", `/${kind}/list_details`, { qry });
      if (status !== 200) throw new Error(`${status} ${text}`);
      return body;
    },
    people: async () => ({
      host: await make("entity", { name: "Clinic", category: "hospital" }),
      doctor: await make("resource", { name: "Dr. Ada", category: "doctor" }),
      patient: await make("subscriber", { name: "Ben" }),
    }),
  };
}

/** An event on 2 June 2026 from nine to ten, unless it says otherwise. */
export function exampleEvent(host: string, changes: object = {}): Record<string, unknown> {
  const slots = [{ from: "2026-06-02T09:00:00Z", to: "2026-06-02T10:00:00Z" }];
  return { name: "Consultation", category: "consultation", host_entity_id: host, slots, ...changes };
}

/** A call that has arrived. */
export interface Arrived {
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  // biome-ignore lint/suspicious/noExplicitAny: what arrives is what the tests look at
  readonly body: any;
}

/** An application on loopback that alerts are brought to. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Arrived[];
  close(): Promise<void>;
}

/** Starts it; it answers with these statuses one after the other, the last one for ever. */
export async function startReceiver(...statuses: readonly number[]): Promise<Receiver> {
  const received: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
      received.push({ path: request.url ?? "", headers: request.headers, body });
      const status = statuses[Math.min(received.length, statuses.length) - 1] ?? 204;
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Waits until something holds; rejects where it does not for long, on whatever machine. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The kinds, for tests that go through all of them. */
export const KIND_LIST = Object.values(KINDS);
