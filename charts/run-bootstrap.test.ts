import { describe, expect, test } from "vitest";
import { runBootstrap } from "./run-bootstrap.ts";
import { type BootstrapStep, FinalError } from "./spi/index.ts";

/** A product of which each step makes one thing, after as many failures as it is told. */
function product(failures: Readonly<Record<string, readonly Error[]>> = {}) {
  const made: string[] = [];
  const tries: string[] = [];
  const left = Object.fromEntries(Object.entries(failures).map(([id, errors]) => [id, [...errors]]));
  const step = (id: string): BootstrapStep => ({
    id,
    title: `the ${id}`,
    isDone: async () => made.includes(id),
    run: async () => {
      tries.push(id);
      const error = left[id]?.shift();
      if (error !== undefined) throw error;
      made.push(id);
    },
  });
  return { made, tries, steps: [step("instance"), step("member"), step("key")] };
}

async function run(steps: readonly BootstrapStep[], stop = new AbortController().signal, patience = 1000) {
  const lines: string[] = [];
  const code = await runBootstrap(steps, { stop, tell: (line) => lines.push(line), patience, pause: 1 });
  return { code, lines };
}

describe("a bootstrap", () => {
  test("does its steps in order and once", async () => {
    const { steps, tries } = product();
    expect(await run(steps)).toEqual({
      code: 0,
      lines: [
        "doing 1/3 the instance",
        "done 1/3 the instance",
        "doing 2/3 the member",
        "done 2/3 the member",
        "doing 3/3 the key",
        "done 3/3 the key",
      ],
    });
    expect((await run(steps)).lines).toEqual(["is 1/3 the instance", "is 2/3 the member", "is 3/3 the key"]);
    expect(tries).toEqual(["instance", "member", "key"]);
  });

  test("tries a step again after what passes, and says why it waits", async () => {
    const { steps } = product({ member: [new Error("409 Conflict"), new Error("connection refused")] });
    const { code, lines } = await run(steps);
    expect(code).toBe(0);
    expect(lines).toContain("waiting 2/3 the member: 409 Conflict");
    expect(lines).toContain("waiting 2/3 the member: connection refused");
  });

  test("ends at what no other try can mend, and goes on from there next time", async () => {
    const { steps, tries } = product({ member: [new FinalError("the member class ORG is unknown")] });
    const { code, lines } = await run(steps);
    expect([code, lines.at(-1)]).toEqual([1, "failed 2/3 the member: the member class ORG is unknown"]);
    expect((await run(steps)).code).toBe(0);
    expect(tries).toEqual(["instance", "member", "member", "key"]);
  });

  test("ends when a step takes longer than it may", async () => {
    const never: BootstrapStep = { id: "x", title: "the x", isDone: async () => false, run: async () => {} };
    expect(await run([never], undefined, 20)).toMatchObject({ code: 1 });
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const { steps } = product();
    const stopping: BootstrapStep = {
      id: "s",
      title: "the s",
      isDone: async () => false,
      run: async () => stop.abort(),
    };
    const { code, lines } = await run([stopping, ...steps], stop.signal);
    expect([code, lines.at(-1)]).toEqual([130, "stopped at 1/4 the s; the next run goes on here"]);
  });
});
