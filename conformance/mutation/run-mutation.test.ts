import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Check, CheckContext, Suite } from "../check.ts";
import { expectMatches, expectShape, expectStatus } from "../expect.ts";
import type { Wanted } from "./arguments.ts";
import { exampleAnswer, exampleOperation } from "./example-call.ts";
import { listen } from "./listen.ts";
import type { RunningServer } from "./reference-process.ts";
import { runMutation, type Surroundings } from "./run-mutation.ts";
import type { Survivor } from "./survivors.ts";

const BLOCK = "digital-registries";
const WANTED: Wanted = { seed: 1, workers: 1, list: false };

/** A server of one thing, which is called seven. */
async function startServer(): Promise<RunningServer> {
  const server = await listen(async ({ path }) => ({
    answer:
      path === "/things/7" ? exampleAnswer({ id: 7, name: "seven" }) : exampleAnswer({ detail: "none" }, 404),
  }));
  return { url: server.url, stop: () => server.close() };
}

const thing = z.looseObject({ id: z.int(), name: z.string() });

async function looksClosely({ http }: CheckContext): Promise<void> {
  const seen = await http.send({ path: "/things/7" });
  expectStatus(seen, 200);
  expectMatches(expectShape(seen, thing), { id: 7, name: "seven" }, "the thing");
  expectStatus(await http.send({ path: "/things/8" }), 404);
}

async function looksAway({ http }: CheckContext): Promise<void> {
  const seen = await http.send({ path: "/things/7" });
  expectStatus(seen, 200);
  expectShape(seen, z.looseObject({ id: z.int() }));
  expectStatus(await http.send({ path: "/things/8" }), 404);
}

function suiteWith(run: Check["run"]): Suite {
  const check: Check = {
    id: "look",
    operation: "look",
    title: "The thing is as it is",
    section: "api.yaml, GET /things/{id}",
    level: "REQUIRED",
    effect: "read",
    kind: "positive",
    run,
  };
  return { block: BLOCK, specification: "none", checks: [check] };
}

async function mutate(run: Check["run"], wanted: Partial<Wanted> = {}, explained: readonly Survivor[] = []) {
  const lines: string[] = [];
  const written: unknown[] = [];
  const world: Surroundings = {
    suites: { [BLOCK]: async () => suiteWith(run) },
    operationsOf: () => [exampleOperation()],
    survivorsOf: () => explained,
    startServer,
    holdings: {},
    fixtures: {},
    out: (line) => void lines.push(line),
    talk: () => undefined,
    writeJson: (_, value) => void written.push(value),
  };
  const code = await runMutation({ ...WANTED, ...wanted }, world);
  return { code, text: lines.join("\n"), written };
}

const explain = (damage: string): Survivor => ({
  operation: "look",
  damage,
  reason: "This suite is meant to overlook it.",
});
const OVERLOOKED = ["field dropped: name", "type changed: name"];

describe("the mutants of a suite", () => {
  it("are all caught where its check looks closely", async () => {
    const { code, text } = await mutate(looksClosely);
    expect(text).toMatch(/(\d+) of \1 mutants run: \1 caught, 0 survived/);
    expect(code).toBe(0);
  });

  it("survive where its check looks away, which is a failure", async () => {
    const { code, text } = await mutate(looksAway);
    for (const damage of OVERLOOKED) expect(text).toContain(`survived (not explained): look: ${damage}`);
    expect(text).not.toContain("survived (not explained): look: field dropped: id");
    expect(code).toBe(1);
  });

  it("may survive where that is explained, but not more than a tenth of them", async () => {
    const { code, text } = await mutate(looksAway, {}, OVERLOOKED.map(explain));
    expect(text).toContain("survived (explained in survivors.yaml): look: field dropped: name");
    expect(text).toContain("fewer than 90 % caught");
    expect(code).toBe(1);
  });

  it("make an explanation obsolete when they are caught", async () => {
    const { code, text } = await mutate(looksClosely, {}, [explain("field dropped: name")]);
    expect(text).toContain("obsolete in survivors.yaml: look: field dropped: name");
    expect(code).toBe(1);
  });

  it("are not run where the suite does not pass without damage", async () => {
    const { code, text } = await mutate(async ({ http }) => {
      expectStatus(await http.send({ path: "/things/8" }), 200);
    });
    expect(text).toContain("the suite does not pass without damage:\n  look failed: GET /things/8");
    expect(text).not.toContain("mutants run");
    expect(code).toBe(1);
  });

  it("are only listed where that is asked for", async () => {
    const { code, text } = await mutate(looksAway, { list: true });
    expect(text.split("\n")).toContain(`${BLOCK} look: field dropped: name`);
    expect(text).not.toContain("survived");
    expect(code).toBe(0);
  });

  it("are those of the sample or the operation that is asked for", async () => {
    expect((await mutate(looksClosely, { sample: 3 })).text).toContain(": 3 of ");
    expect((await mutate(looksClosely, { minutes: 0 })).text).toContain(": 0 of ");
    const none = await mutate(looksClosely, { operation: "other" });
    expect(none.text).toContain(": 0 of ");
    expect(none.code).toBe(1);
  });

  it("stand in the JSON with the check that caught them", async () => {
    const { written } = await mutate(looksClosely, { json: "out.json" });
    const [{ suites }] = written as [
      { suites: [{ results: { damage: string; caughtBy?: { check: string } }[] }] },
    ];
    const dropped = suites[0].results.find(({ damage }) => damage === "field dropped: name");
    expect(dropped?.caughtBy).toMatchObject({ check: "look", status: "failed" });
  });
});
