import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp } from "../ask-app.ts";
import { createPayments } from "./create.ts";

/** A test's server and the ways to talk to it. */
export interface StartedPayments {
  readonly send: Ask;
  /** What the ledger says of an account, in units; undefined where there is none. */
  balance(account: string, kind?: string): Promise<string | undefined>;
  /** Waits until no batch is open. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** A configuration as an engine would give it. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "payments",
    block: "payments",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70002", application: "payments" },
    clientAuthentication: "none",
    institutions: {},
    settings: { currency: "XTS", retryBaseMs: 20 },
    ...part,
  };
}

/** Starts a server in memory, or in a folder. */
export function startPayments(part: Partial<ReferenceConfig> = {}, folder = ":memory:"): StartedPayments {
  const { app, close } = createPayments(testConfig(part), folder);
  const send = askApp(app);
  return {
    send,
    close,
    balance: async (account, kind) => {
      const { body } = await send("GET", "/development/ledger");
      if (!body.balanced) throw new Error(`the books do not balance: ${JSON.stringify(body)}`);
      const found = body.accounts.find(
        (one: { account: string; kind: string; currency: string }) =>
          one.account === account && one.currency === "XTS" && (kind === undefined || one.kind === kind),
      );
      return found?.balance;
    },
    settled: async () => {
      for (;;) {
        const { body } = await send("GET", "/development/holdings");
        if (body.batches === 0 && body.overdue === 0) return;
        await pause(5);
      }
    },
  };
}

/** A call that arrived. */
export interface Arrived {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it waits for
  readonly body: any;
}

/** Somebody who takes call-backs on loopback. */
export interface Receiver {
  readonly url: string;
  readonly arrived: Arrived[];
  /** The next call that has not been asked for, once it is there. */
  next(): Promise<Arrived>;
  /** The first call that matches, once it is there. */
  find(matches: (call: Arrived) => boolean): Promise<Arrived>;
  /** What is answered to the next calls, one each; 204 to those after. */
  answerWith(...statuses: number[]): void;
  close(): Promise<void>;
}

/** Starts it. */
export async function startReceiver(): Promise<Receiver> {
  const arrived: Arrived[] = [];
  const answers: number[] = [];
  let taken = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const { method = "", url: path = "", headers } = request;
      arrived.push({ method, path, headers, body: text === "" ? undefined : JSON.parse(text) });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    next: async () => {
      taken += 1;
      return waitFor(() => arrived[taken - 1]);
    },
    find: (matches) => waitFor(() => arrived.find(matches)),
    answerWith: (...statuses) => {
      answers.push(...statuses);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 2000; tries++) {
    const found = look();
    if (found !== undefined) return found;
    await pause(5);
  }
  throw new Error("nothing arrived");
}
