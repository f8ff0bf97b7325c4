import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Check, type CheckContext, NotApplicable, type Target, Unmet } from "./check.ts";
import type { RunEvent, RunOptions } from "./run-options.ts";
import { runChecks } from "./runner.ts";

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

function run(checks: readonly Check[], more: Partial<RunOptions> = {}) {
  const suite = { block: "digital-registries", specification: "1.0", checks } as const;
  const suites = { "digital-registries": async () => suite };
  return runChecks({ targets: [target()], suites, useCases: [], ...more });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const get = async ({ http }: CheckContext) => void (await http.send({ path: "/" }));

describe("runChecks", () => {
  it("asks a part that speaks another API only what its product says that it answers", async () => {
    const ready = { id: "ready", title: "It answers", port: "api", method: "GET", path: "/" } as const;
    const smoke = [{ check: { ...ready, expect: { status: 200 } }, url }];
    const other = { ...target(), otherApi: "it speaks OpenID Connect", smoke };
    const { parts } = await run([check("met", get)], { targets: [other] });
    expect(parts[0]?.results.map(({ check: id, status }) => [id, status])).toEqual([
      ["smoke-ready", "passed"],
    ]);
  });

  it("tells the four states apart", async () => {
    const { parts } = await run([
      check("met", get),
      check("unmet", async ({ http }) => {
        throw new Unmet("expected 404, got 200", await http.send({ path: "/none" }));
      }),
      check("not-applicable", async () => {
        throw new NotApplicable("the part has no such registry");
      }),
      check("broken", async () => {
        throw new RangeError("a bug of the check");
      }),
    ]);
    expect(parts[0]?.results.map(({ check: id, status, reason }) => [id, status, reason])).toEqual([
      ["met", "passed", undefined],
      ["unmet", "failed", "expected 404, got 200"],
      ["not-applicable", "skipped", "the part has no such registry"],
      ["broken", "error", "a bug of the check"],
    ]);
    expect(parts[0]).toMatchObject({ part: "civil", owner: "Ministry of the Interior", url });
    expect(parts[0]?.results[1]?.exchanges).toMatchObject([{ url: `${url}/none`, status: 200 }]);
  });

  it("gives each check a mark and a correlation id of its own", async () => {
    const ids: unknown[] = [];
    const marks: string[] = [];
    handle = (request, response) => {
      ids.push(request.headers["x-correlation-id"]);
      response.end();
    };
    const noting = async (context: CheckContext) => {
      marks.push(context.mark);
      await get(context);
    };
    await run([check("one", noting), check("two", noting)]);
    expect(new Set(ids).size).toBe(2);
    expect(new Set(marks).size).toBe(2);
    expect(marks[0]).toMatch(/^cs-test-[0-9a-f]{12}$/);
  });

  it("runs no more checks at once than allowed, and exclusive ones alone at the end", async () => {
    let running = 0;
    const seen: [string, number][] = [];
    const counting = (id: string, more?: Partial<Check>) =>
      check(
        id,
        async () => {
          running += 1;
          seen.push([id, running]);
          await pause(5);
          running -= 1;
        },
        more,
      );
    const ordinary = ["a", "b", "c", "d", "e"].map((id) => counting(id));
    const alone = ["x", "y"].map((id) => counting(id, { exclusive: true }));
    const { parts } = await run([...alone, ...ordinary], { concurrency: 3 });
    expect(Math.max(...seen.map(([, count]) => count))).toBe(3);
    expect(seen.slice(-2)).toEqual([
      ["x", 1],
      ["y", 1],
    ]);
    expect(parts[0]?.results.map((result) => result.check)).toEqual(["x", "y", "a", "b", "c", "d", "e"]);
  });

  it("stops quickly when interrupted: cleans up what is under way, skips what remains", async () => {
    const stop = new AbortController();
    const cleaned: string[] = [];
    handle = () => stop.abort();
    const slow = check("slow", async (context) => {
      context.cleanUp(async () => void cleaned.push("slow"));
      await get(context);
    });
    const started = performance.now();
    const { parts } = await run([slow, check("later", get), check("last", get, { exclusive: true })], {
      signal: stop.signal,
      concurrency: 1,
    });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(parts[0]?.results.map(({ status, reason }) => [status, reason])).toEqual(
      Array(3).fill(["skipped", "interrupted"]),
    );
    expect(cleaned).toEqual(["slow"]);
  });

  it("tells what goes on", async () => {
    const events: RunEvent[] = [];
    await run([check("a", get), check("b", get, { effect: "write" })], {
      onEvent: (event) => events.push(event),
    });
    expect(events.map((event) => event.type)).toEqual([
      "checkStarted",
      "checkFinished",
      "checkFinished",
      "partFinished",
    ]);
  });

  it("runs only what is wanted", async () => {
    const { parts } = await run([check("a", get), check("b", get)], { only: (_, { id }) => id === "b" });
    expect(parts[0]?.results.map((result) => result.check)).toEqual(["b"]);
  });

  it("reports a part whose block has no suite, without results", async () => {
    const outcome = await run([], { suites: {} });
    expect(outcome.parts).toMatchObject([{ part: "civil", results: [] }]);
  });
});
