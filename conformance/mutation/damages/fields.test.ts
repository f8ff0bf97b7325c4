import { describe, expect, it } from "vitest";
import { readJson } from "../call.ts";
import type { DamageKind } from "../damage.ts";
import {
  damageOne,
  exampleAnswer,
  exampleObserved,
  exampleOperation,
  exampleSeen,
  namesOf,
} from "../example-call.ts";
import { fieldDropped, ofAnotherType, otherText, typeChanged, valueChanged } from "./fields.ts";

const answer = exampleAnswer({ count: 1, results: [{ id: "a" }, { id: "b" }] });
const observed = exampleObserved([answer, exampleAnswer({ detail: "no" }, 404)]);

async function damaged(kind: DamageKind, name: string, to = answer): Promise<unknown> {
  const { answer: got, touched } = await damageOne(
    kind(observed).find((one) => one.name === name),
    to,
  );
  return touched ? readJson(got) : "untouched";
}

describe("a dropped field", () => {
  it("is each one of the successes", () => {
    expect(namesOf(fieldDropped(observed))).toEqual([
      "field dropped: the answer",
      "field dropped: count",
      "field dropped: results",
      "field dropped: results[0].id",
    ]);
  });

  it("is missing in the answer, of a list in the first item", async () => {
    expect(await damaged(fieldDropped, "field dropped: count")).toEqual({
      results: [{ id: "a" }, { id: "b" }],
    });
    expect(await damaged(fieldDropped, "field dropped: results[0].id")).toEqual({
      count: 1,
      results: [{}, { id: "b" }],
    });
    expect(await damaged(fieldDropped, "field dropped: the answer")).toBeNull();
  });

  it("leaves alone what lacks it anyway, and refusals", async () => {
    const name = "field dropped: count";
    expect(await damaged(fieldDropped, name, exampleAnswer({}))).toBe("untouched");
    expect(await damaged(fieldDropped, name, exampleAnswer({ count: 1 }, 400))).toBe("untouched");
    expect(await damaged(fieldDropped, name, { ...answer, headers: { "content-type": "text/yaml" } })).toBe(
      "untouched",
    );
  });
});

describe("an answer whose content nobody is owed", () => {
  it("lacks nothing, but what it says may be wrong", () => {
    const operation = exampleOperation({ id: "update", method: "PUT" });
    const open = { operation, seen: [exampleSeen(exampleAnswer({ id: "b1" }), undefined, ["b1"])] };
    expect([...fieldDropped(open), ...typeChanged(open)]).toEqual([]);
    expect(namesOf(valueChanged(open))).toEqual(["value changed: id"]);
  });
});

describe("a changed type", () => {
  it.each([
    ["a", 7],
    [7, "7"],
    [false, "false"],
    [["a"], {}],
    [{ a: 1 }, "an object"],
    [null, null],
  ])("makes %j to %j", (from, to) => {
    expect(ofAnotherType(from)).toEqual(to);
  });

  it("is in one field of the answer", async () => {
    expect(await damaged(typeChanged, "type changed: count")).toMatchObject({ count: "1" });
    expect(await damaged(typeChanged, "type changed: results")).toEqual({ count: 1, results: {} });
  });
});

describe("a changed value", () => {
  it.each([
    ["Ada", "Adb"],
    ["王", "a"],
    ["BC-1009", "BC-1000"],
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00a"],
    ["…", "…a"],
    [7, 7],
  ])("makes %j to %j", (from, to) => {
    expect(otherText(from)).toBe(to);
  });

  it("is only where the check had sent the value, and then in every item", async () => {
    const seen = [exampleSeen(exampleAnswer([{ id: "a1", other: "x1" }, { id: "b1" }]), undefined, ["b1"])];
    const damages = valueChanged({ operation: exampleOperation(), seen });
    expect(namesOf(damages)).toEqual(["value changed: [0].id"]);
    const { answer: got } = await damageOne(damages[0], exampleAnswer([{ id: "a1" }, { id: "b1" }]));
    expect(readJson(got)).toEqual([{ id: "a2" }, { id: "b2" }]);
  });

  it("is nowhere where the check had sent nothing of it", () => {
    expect(valueChanged(observed)).toEqual([]);
  });
});
