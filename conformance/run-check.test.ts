import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CallbackSink } from "./callback-sink.ts";
import { type Check, type CheckContext, type Target, Unmet } from "./check.ts";
import { runCheck } from "./run-check.ts";
import type { Conditions } from "./run-options.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let handle: Handler;
let url: string;
const server = createServer((request, response) => handle(request, response));
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  handle = (_, response) => response.end("{}");
});

function check(id: string, run: Check["run"], more: Partial<Check> = {}): Check {
  const words = {
    operation: "read-record",
    title: `Title of ${id}`,
    section: "4.1",
    level: "REQUIRED",
  } as const;
  return { id, ...words, effect: "read", kind: "positive", run, ...more };
}

const target = (): Target => ({
  part: "civil",
  block: "digital-registries",
  product: "reference 1",
  owner: "Ministry of the Interior",
  url,
  headers: {},
  client: "XU/GOV/1/tests",
});

const CONDITIONS: Conditions = {
  allowWrites: false,
  sink: undefined,
  timeoutMs: 3000,
  checkMs: 30_000,
  storyMs: 30_000,
  cleanUpMs: 5000,
  signal: undefined,
};

const runOne = (one: Check, more: Partial<Conditions> = {}) =>
  runCheck(one, target(), { ...CONDITIONS, ...more });

const forever = () => new Promise<void>(() => undefined);
const get = async ({ http }: CheckContext) => void (await http.send({ path: "/" }));

describe("runCheck", () => {
  it("skips writes and call-backs with the reason where the run does not allow them", async () => {
    const write = check("write", get, { effect: "write" });
    const emitted = check("emitted", get, { needsSink: true });
    expect(await runOne(write)).toMatchObject({
      status: "skipped",
      reason: "writes are not allowed in this run",
    });
    expect((await runOne(write, { allowWrites: true })).status).toBe("passed");
    expect((await runOne(emitted)).reason).toBe("this run has no address where call-backs can arrive");
    expect((await runOne(emitted, { sink: {} as CallbackSink })).status).toBe("passed");
  });

  it("ends a check that does not end, and still cleans up", async () => {
    const cleaned: string[] = [];
    const hanging = check("hanging", async (context) => {
      context.cleanUp(
        async () => void cleaned.push(await context.http.send({ path: "/" }).then(() => "sent")),
      );
      await forever();
    });
    expect(await runOne(hanging, { checkMs: 30 })).toMatchObject({
      status: "error",
      reason: "not done within 0.03 s",
    });
    expect(cleaned).toEqual(["sent"]);
  });

  it("cleans up in reverse order, all of it, and does not hide that it failed", async () => {
    const order: number[] = [];
    const leaving = check("leaving", async ({ cleanUp }) => {
      cleanUp(async () => void order.push(1));
      cleanUp(async () => {
        order.push(2);
        throw new Error("the record stays");
      });
      throw new Unmet("wrong answer");
    });
    expect(await runOne(leaving)).toMatchObject({
      status: "error",
      reason: "wrong answer; the clean-up failed: the record stays",
    });
    expect(order).toEqual([2, 1]);
  });

  it("bounds the clean-up", async () => {
    const endless = check("endless", async ({ cleanUp }) => cleanUp(forever));
    expect(await runOne(endless, { cleanUpMs: 20 })).toMatchObject({
      status: "error",
      reason: "the clean-up failed: not done within 0.02 s",
    });
  });

  it("tries a read again whose connection broke, and says so", async () => {
    let calls = 0;
    handle = (request, response) => {
      calls += 1;
      if (calls === 1) request.socket.destroy();
      else response.end("{}");
    };
    const result = await runOne(check("read", get));
    expect(result.status).toBe("passed");
    expect(result.reason).toBe(
      "passed at the second try; at the first try: the connection broke before an answer came",
    );
    expect(result.exchanges.map((exchange) => exchange.status)).toEqual([0, 200]);
  });

  it("tries no write again, and no read whose answer was wrong", async () => {
    let calls = 0;
    handle = (request) => {
      calls += 1;
      request.socket.destroy();
    };
    const post = async ({ http }: CheckContext) => void (await http.send({ method: "POST", path: "/" }));
    expect((await runOne(check("w", post, { effect: "write" }), { allowWrites: true })).status).toBe(
      "failed",
    );
    expect(calls).toBe(1);
    let runs = 0;
    await runOne(
      check("r", async () => {
        runs += 1;
        throw new Unmet("wrong");
      }),
    );
    expect(runs).toBe(1);
  });
});
