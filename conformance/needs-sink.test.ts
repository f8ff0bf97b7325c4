import { describe, expect, it } from "vitest";
import type { Check, Suite, Target } from "./check.ts";
import { needsSink } from "./needs-sink.ts";

const check = (changes: Partial<Check>): Check => ({
  id: "a-check",
  operation: "operation",
  title: "Something holds",
  section: "chapter",
  level: "REQUIRED",
  effect: "read",
  kind: "positive",
  run: () => Promise.resolve(),
  ...changes,
});
const target: Target = {
  part: "mediator",
  block: "information-mediator",
  product: "unknown",
  url: "http://127.0.0.1:1",
  headers: {},
  client: "XU/GOV/1/a",
};
const ask = (changes: Partial<Check>, allowWrites: boolean, targets = [target]) => {
  const suite: Suite = { block: "information-mediator", specification: "1", checks: [check(changes)] };
  return needsSink(targets, { "information-mediator": async () => suite }, allowWrites);
};

describe("a run needs a sink", () => {
  it("where a check needs one that it would do", async () => {
    expect(await ask({ needsSink: true }, false)).toBe(true);
    expect(await ask({ needsSink: true, effect: "write" }, true)).toBe(true);
  });

  it("not for checks that write where nothing may be written, nor for none", async () => {
    expect(await ask({ needsSink: true, effect: "write" }, false)).toBe(false);
    expect(await ask({}, true)).toBe(false);
    expect(await ask({ needsSink: true }, true, [])).toBe(false);
  });
});
