import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { compile, flow, Run } from "./started-run.ts";

const START = '<startEvent id="start"/>';
const END = '<endEvent id="end"/>';
const timer = (duration: string) =>
  `<timerEventDefinition><timeDuration>${duration}</timeDuration></timerEventDefinition>`;
const service = (id: string) => `<serviceTask id="${id}" implementation="https://service.example/${id}"/>`;

async function started(content: string, values: Record<string, unknown> = {}, beside = ""): Promise<Run> {
  const run = new Run(compile(content, beside), values);
  await run.step();
  return run;
}

describe("a run", () => {
  test("goes through tasks that nobody works at, and ends", async () => {
    const run = await started(
      `${START}<task id="a"/><manualTask id="b"/>${END}${flow("start", "a")}${flow("a", "b")}${flow("b", "end")}`,
    );
    expect(run.last?.outcome).toBe("completed");
    expect(run.ended).toEqual(["start", "a", "b", "end"]);
  });

  test("waits at tasks of people and of services, and goes on from each", async () => {
    const run = await started(
      `${START}<userTask id="look"/>${service("ask")}${END}${flow("start", "look")}${flow("look", "ask")}${flow("ask", "end")}`,
    );
    expect([run.last?.outcome, run.waits]).toEqual(["running", ["look"]]);
    await run.done("look");
    expect([run.last?.outcome, run.waits]).toEqual(["running", ["ask"]]);
    await run.done("ask");
    expect([run.last?.outcome, run.waits]).toEqual(["completed", []]);
  });

  test("takes no signal for a visit that is over", async () => {
    const run = await started(
      `${START}<userTask id="look"/>${END}${flow("start", "look")}${flow("look", "end")}`,
    );
    const result = await run.step({ activity: "look", execution: "look_0" });
    expect([result.isTaken, result.outcome, run.waits]).toEqual([false, "running", ["look"]]);
  });

  test("comes back to the same task as another visit", async () => {
    const run = await started(
      `${START}<userTask id="look"/><exclusiveGateway id="x" default="x-end"/>${END}${flow("start", "look")}${flow("look", "x")}${flow("x", "look", "again")}${flow("x", "end")}`,
      { again: true },
    );
    const first = run.last?.waiting[0]?.execution;
    for (let round = 0; round < 4; round += 1) {
      await run.done("look");
      expect(run.waits).toEqual(["look"]);
    }
    expect(run.last?.waiting[0]?.execution).not.toBe(first);
    run.values = { again: false };
    await run.done("look");
    expect(run.last?.outcome).toBe("completed");
  });
});

describe("gateways", () => {
  const choice = `${START}<exclusiveGateway id="x" default="x-small"/><userTask id="big"/><userTask id="small"/>${flow("start", "x")}${flow("x", "big", "${amount > 100}")}${flow("x", "small")}`;

  test.each([
    [101, "big"],
    ["101", "big"],
    [100, "small"],
    [undefined, "small"],
    ["much", "small"],
  ])("an exclusive one goes one way: %j to %s", async (amount, way) => {
    expect((await started(choice, { amount })).waits).toEqual([way]);
  });

  test("an exclusive one without a way that is true fails the run", async () => {
    const run = await started(
      `${START}<exclusiveGateway id="x"/><userTask id="a"/><userTask id="b"/>${flow("start", "x")}${flow("x", "a", "n = 1")}${flow("x", "b", "n = 2")}`,
      { n: 3 },
    );
    expect(run.last?.outcome).toBe("failed");
    expect(run.last?.reason).toMatch(/no conditional flow taken/i);
  });

  const fork = (kind: string, first = "", second = "", third = "") =>
    `${START}<${kind} id="f"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><${kind} id="j"/><userTask id="after"/>${END}${flow("start", "f")}${flow("f", "a", first)}${flow("f", "b", second)}${flow("f", "c", third)}${flow("a", "j")}${flow("b", "j")}${flow("c", "j")}${flow("j", "after")}${flow("after", "end")}`;

  test("a parallel one goes all ways, and waits for all", async () => {
    const run = await started(fork("parallelGateway"));
    expect(run.waits).toEqual(["a", "b", "c"]);
    await run.done("b");
    await run.done("a");
    expect(run.waits).toEqual(["c"]);
    await run.done("c");
    expect(run.waits).toEqual(["after"]);
    await run.done("after");
    expect(run.last?.outcome).toBe("completed");
  });

  test("an inclusive one goes the ways that are true, and waits for these", async () => {
    const run = await started(fork("inclusiveGateway", "n &gt; 1", "n &gt; 2", "n &gt; 3"), { n: 3 });
    expect(run.waits).toEqual(["a", "b"]);
    await run.done("a");
    expect(run.waits).toEqual(["b"]);
    await run.done("b");
    expect(run.waits).toEqual(["after"]);
  });
});

describe("timers", () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-11-22T08:00:00Z") }));
  afterEach(() => void vi.useRealTimers());
  const at = (time: string) => Date.parse(time);

  test("say when the run goes on, and go off then, however often it was looked at before", async () => {
    const run = await started(
      `${START}<intermediateCatchEvent id="wait">${timer("PT1H")}</intermediateCatchEvent>${END}${flow("start", "wait")}${flow("wait", "end")}`,
    );
    expect(run.last).toMatchObject({ outcome: "running", timerAt: at("2026-11-22T09:00:00Z") });
    vi.setSystemTime("2026-11-22T08:59:59Z");
    expect(await run.step()).toMatchObject({ outcome: "running", timerAt: at("2026-11-22T09:00:00Z") });
    vi.setSystemTime("2026-11-22T12:00:00Z");
    expect((await run.step()).outcome).toBe("completed");
  });

  test("of a date and of a value go off then", async () => {
    const wait = (time: string) =>
      `${START}<intermediateCatchEvent id="wait"><timerEventDefinition>${time}</timerEventDefinition></intermediateCatchEvent>${END}${flow("start", "wait")}${flow("wait", "end")}`;
    const date = await started(wait("<timeDate>2026-12-24T18:00:00+01:00</timeDate>"));
    expect(date.last?.timerAt).toBe(at("2026-12-24T17:00:00Z"));
    const value = await started(wait("<timeDuration>${patience}</timeDuration>"), { patience: "P2D" });
    expect(value.last?.timerAt).toBe(at("2026-11-24T08:00:00Z"));
    const past = await started(wait("<timeDate>2020-01-01T00:00:00Z</timeDate>"));
    expect(past.last?.outcome).toBe("completed");
    const wrong = await started(wait("<timeDuration>${patience}</timeDuration>"), { patience: "R9/PT0S" });
    expect(wrong.last).toMatchObject({ outcome: "failed", reason: "the time of wait is no time" });
  });

  const guarded = (cancel: boolean) =>
    `${START}<userTask id="look"/><boundaryEvent id="late" attachedToRef="look" cancelActivity="${cancel}">${timer("P1D")}</boundaryEvent><userTask id="remind"/>${END}${flow("start", "look")}${flow("look", "end")}${flow("late", "remind")}${flow("remind", "end")}`;

  test("at a task end it where they interrupt", async () => {
    const run = await started(guarded(true));
    vi.setSystemTime("2026-11-23T08:00:00Z");
    await run.step();
    expect(run.waits).toEqual(["remind"]);
    await run.done("remind");
    expect(run.last?.outcome).toBe("completed");
  });

  test("at a task leave it where they do not", async () => {
    const run = await started(guarded(false));
    vi.setSystemTime("2026-11-23T08:00:01Z");
    await run.step();
    expect([run.waits, run.last?.timerAt]).toEqual([["look", "remind"], undefined]);
    await run.done("remind");
    await run.done("look");
    expect(run.last?.outcome).toBe("completed");
  });

  test("of a task that is done in time are gone", async () => {
    const run = await started(guarded(true));
    await run.done("look");
    expect(run.last).toMatchObject({ outcome: "completed", timerAt: undefined });
  });

  test("that are due go off before what is done too late", async () => {
    const run = await started(guarded(true));
    vi.setSystemTime("2026-11-23T08:00:01Z");
    const result = await run.done("look");
    expect([result.isTaken, run.waits]).toEqual([false, ["remind"]]);
  });
});

describe("errors", () => {
  const caught = (errorRef: string) =>
    `${START}${service("ask")}<boundaryEvent id="er" attachedToRef="ask"><errorEventDefinition${errorRef}/></boundaryEvent><userTask id="help"/>${END}${flow("start", "ask")}${flow("ask", "end")}${flow("er", "help")}${flow("help", "end")}`;
  const gone = { code: "404", message: "answered 404" };

  test("of a service are caught at its boundary", async () => {
    const run = await started(caught(""));
    await run.done("ask", gone);
    expect([run.last?.outcome, run.waits]).toEqual(["running", ["help"]]);
  });

  test("are caught by their code only, where one is said", async () => {
    const errors = '<error id="e404" errorCode="404"/><error id="e500" errorCode="500"/>';
    const right = await started(caught(' errorRef="e404"'), {}, errors);
    await right.done("ask", gone);
    expect(right.waits).toEqual(["help"]);
    const other = await started(caught(' errorRef="e500"'), {}, errors);
    await other.done("ask", gone);
    expect(other.last).toMatchObject({ outcome: "failed", reason: "answered 404" });
  });

  test("that nothing catches fail the run", async () => {
    const run = await started(`${START}${service("ask")}${END}${flow("start", "ask")}${flow("ask", "end")}`);
    await run.done("ask", gone);
    expect(run.last).toMatchObject({ outcome: "failed", waiting: [], reason: "answered 404" });
  });

  test("at an end fail the run, a terminating end stops the rest of it", async () => {
    const fork = (end: string) =>
      `${START}<parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><endEvent id="stop">${end}</endEvent>${END}${flow("start", "f")}${flow("f", "a")}${flow("f", "b")}${flow("a", "stop")}${flow("b", "end")}`;
    const failing = await started(
      fork('<errorEventDefinition errorRef="e"/>'),
      {},
      '<error id="e" errorCode="poor"/>',
    );
    await failing.done("a");
    expect(failing.last?.outcome).toBe("failed");
    const ending = await started(fork("<terminateEventDefinition/>"));
    await ending.done("a");
    expect([ending.last?.outcome, ending.waits]).toEqual(["completed", []]);
  });

  test("of going round without waiting end the run, and not the server", async () => {
    const run = await started(
      `${START}<task id="a"/><exclusiveGateway id="x" default="x-a"/>${END}${flow("start", "a")}${flow("a", "x")}${flow("x", "a")}${flow("x", "end", "n = 1")}`,
    );
    expect(run.last?.outcome).toBe("failed");
  });
});

describe("sub-processes", () => {
  const inside = `<startEvent id="s2"/><parallelGateway id="f2"/><userTask id="in1"/>${service("in2")}<endEvent id="e2"/>${flow("s2", "f2")}${flow("f2", "in1")}${flow("f2", "in2")}${flow("in1", "e2")}${flow("in2", "e2")}`;
  const whole = `${START}<subProcess id="sub">${inside}</subProcess><userTask id="after"/>${END}${flow("start", "sub")}${flow("sub", "after")}${flow("after", "end")}`;

  test("wait inside, and end when all in them has", async () => {
    const run = await started(whole);
    expect(run.waits).toEqual(["in1", "in2"]);
    await run.done("in2");
    expect(run.waits).toEqual(["in1"]);
    await run.done("in1");
    expect(run.waits).toEqual(["after"]);
  });

  test("are interrupted with all that waits in them", async () => {
    vi.useFakeTimers({ now: new Date("2026-11-22T08:00:00Z") });
    const boundary = `<boundaryEvent id="late" attachedToRef="sub">${timer("PT1M")}</boundaryEvent><userTask id="remind"/>${flow("late", "remind")}`;
    const run = await started(`${whole}${boundary}`);
    await run.done("in1");
    vi.setSystemTime("2026-11-22T08:02:00Z");
    await run.step();
    vi.useRealTimers();
    expect(run.waits).toEqual(["remind"]);
  });

  test("end with errors that are caught around them, or by nothing", async () => {
    const errors = '<error id="poor" errorCode="poor"/><error id="rich" errorCode="rich"/>';
    const sub = (caught: string) =>
      `${START}<subProcess id="sub"><startEvent id="s2"/><userTask id="in"/><endEvent id="e2"><errorEventDefinition errorRef="poor"/></endEvent>${flow("s2", "in")}${flow("in", "e2")}</subProcess><boundaryEvent id="er" attachedToRef="sub"><errorEventDefinition${caught}/></boundaryEvent><userTask id="help"/>${END}${flow("start", "sub")}${flow("sub", "end")}${flow("er", "help")}${flow("help", "end")}`;
    for (const caught of ["", ' errorRef="poor"']) {
      const run = await started(sub(caught), {}, errors);
      await run.done("in");
      expect([run.last?.outcome, run.waits]).toEqual(["running", ["help"]]);
    }
    const uncaught = await started(sub(' errorRef="rich"'), {}, errors);
    await uncaught.done("in");
    expect(uncaught.last).toMatchObject({ outcome: "failed", reason: "it ended with the error e2" });
  });

  test("hand their errors to their boundary", async () => {
    const boundary = `<boundaryEvent id="er" attachedToRef="sub"><errorEventDefinition/></boundaryEvent><userTask id="help"/>${flow("er", "help")}`;
    const run = await started(`${whole}${boundary}`);
    await run.done("in2", { code: "500", message: "answered 500" });
    expect([run.last?.outcome, run.waits]).toEqual(["running", ["help"]]);
  });
});

test("many runs of one plan do not know of each other", async () => {
  const plan = compile(
    `${START}<userTask id="a"/><exclusiveGateway id="x" default="x-no"/><userTask id="yes"/><userTask id="no"/>${flow("start", "a")}${flow("a", "x")}${flow("x", "yes", "n = 1")}${flow("x", "no")}`,
  );
  const runs = Array.from({ length: 40 }, (_, index) => new Run(plan, { n: index % 2 }));
  await Promise.all(runs.map((run) => run.step()));
  await Promise.all(runs.map((run) => run.done("a")));
  expect(runs.map(({ waits }) => waits[0])).toEqual(runs.map((_, index) => (index % 2 === 1 ? "yes" : "no")));
});
