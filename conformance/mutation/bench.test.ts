import { afterEach, describe, expect, it } from "vitest";
import { type Bench, openBench } from "./bench.ts";
import { type Alter, type Damage, onAnswer } from "./damage.ts";
import { writeLost } from "./damages/state.ts";
import { answerCut } from "./damages/transport.ts";
import { exampleAnswer, exampleObserved, exampleOperation } from "./example-call.ts";
import { listen } from "./listen.ts";
import type { RunningServer } from "./reference-process.ts";

const look = exampleOperation({ id: "look", path: "/things" });
const store = exampleOperation({ id: "store", path: "/things", method: "POST", idempotency: "The thing" });
const other = exampleOperation({ id: "other", path: "/others", method: "POST", idempotency: "The thing" });

const open: { bench?: Bench; servers: Set<string>; started: number } = { servers: new Set(), started: 0 };
afterEach(() => open.bench?.close());

/** A server that stores whatever is posted to it, and shows it under `/things`. */
async function startServer(): Promise<RunningServer> {
  const things: string[] = [];
  const { url, close } = await listen(async ({ method, body }) => {
    if (method === "POST") things.push(body);
    return { answer: exampleAnswer(things) };
  });
  open.started += 1;
  open.servers.add(url);
  const stop = async () => {
    open.servers.delete(url);
    await close();
  };
  return { url, stop };
}

async function openExample(): Promise<Bench> {
  open.started = 0;
  const parts = { block: "digital-registries", operations: [look, store, other], startServer } as const;
  open.bench = await openBench({ ...parts, holdings: "/things" });
  return open.bench;
}

async function send(bench: Bench, method: "GET" | "POST", path = "/things", mark = "one"): Promise<unknown> {
  const body = method === "POST" ? "thing" : null;
  const headers = { "x-correlation-id": mark };
  const answer = await fetch(`${bench.target().url}${path}`, { method, body, headers });
  return answer.status === 200 ? answer.json() : answer.status;
}

const unwell: Damage = onAnswer("unwell", (answer) => ({ ...answer, status: 503, body: "" }));

describe("a bench", () => {
  it("damages one operation, until it is healed", async () => {
    const bench = await openExample();
    await bench.injure(look, unwell);
    expect(await send(bench, "GET")).toBe(503);
    expect(await send(bench, "POST", "/others")).toEqual(["thing"]);
    await bench.heal();
    expect(await send(bench, "GET")).toEqual([]);
  });

  it("knows whose answers were touched", async () => {
    const bench = await openExample();
    await bench.injure(look, unwell);
    expect(bench.touchedAny()).toBe(false);
    await send(bench, "GET", "/things", "one");
    await send(bench, "POST", "/others", "two");
    expect([bench.touched(["one"]), bench.touched(["two"]), bench.touchedAny()]).toEqual([true, false, true]);
  });

  it("begins with a new server where something of a damage has stayed, and only there", async () => {
    const bench = await openExample();
    await bench.injure(look, unwell);
    await bench.heal();
    expect(open.started).toBe(1);
    await send(bench, "POST");
    await bench.heal();
    expect(open.started).toBe(2);
    expect(await send(bench, "GET")).toEqual([]);
  });

  it("lets a write be answered and lost, by a shadow that knows all other writes", async () => {
    const bench = await openExample();
    const [damage] = writeLost(
      exampleObserved([exampleAnswer({})], { method: "POST", idempotency: "The thing" }),
    );
    if (damage === undefined) throw new Error("there is no such damage");
    await bench.injure(store, damage);
    await send(bench, "POST", "/others");
    expect(await send(bench, "POST")).toEqual(["thing", "thing"]);
    expect(await send(bench, "GET")).toEqual(["thing"]);
    await bench.heal();
    expect(open.servers.size).toBe(1);
  });

  it("lets an answer break in the middle", async () => {
    const bench = await openExample();
    const [damage] = answerCut(exampleObserved([exampleAnswer([])]));
    if (damage === undefined) throw new Error("there is no such damage");
    await bench.injure(look, damage);
    await expect(send(bench, "GET")).rejects.toThrow();
  });

  it("hands what arrives at the sink through, damaged too", async () => {
    const pushed = exampleOperation({ id: "deliverEvent", direction: "emitted", method: "POST" });
    const parts = { block: "information-mediator", operations: [pushed], startServer } as const;
    open.bench = await openBench({ ...parts, holdings: undefined });
    const { sink } = open.bench;
    const deliver = () =>
      fetch(sink.urlFor("mark"), {
        method: "POST",
        body: '{"eventType":"newBirth","event":{}}',
        headers: { "content-type": "application/json" },
      });
    await deliver();
    expect((await sink.received("mark")).length).toBe(1);
    const lost: Alter = async () => ({ answer: exampleAnswer(undefined, 204), touched: true });
    await open.bench.injure(pushed, { name: "delivery lost", start: () => lost });
    expect((await deliver()).status).toBe(204);
    expect((await sink.received("mark")).length).toBe(1);
    expect(open.bench.touched([])).toBe(true);
  });

  it("tells the checks what is known of the server", async () => {
    expect((await openExample()).target()).not.toHaveProperty("fixtures");
    await open.bench?.close();
    const parts = { block: "identity", operations: [look], startServer, holdings: undefined } as const;
    open.bench = await openBench({ ...parts, fixtures: { oneTimeCodes: "/codes/{individualId}" } });
    expect(open.bench.target().fixtures).toEqual({ oneTimeCodes: "/codes/{individualId}" });
  });

  it("leaves no server behind", async () => {
    const bench = await openExample();
    await bench.close();
    delete open.bench;
    expect(open.servers.size).toBe(0);
  });
});
