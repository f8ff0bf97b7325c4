import { describe, expect, it } from "vitest";
import { readJson } from "../call.ts";
import { damageOne, exampleAnswer, exampleObserved, namesOf } from "../example-call.ts";
import { itemDoubled, itemDropped, listEmptied, logEntryMissing } from "./lists.ts";

const page = exampleAnswer({ count: 2, results: [{ id: "a" }, { id: "b" }], notes: [] });
const observed = exampleObserved([page]);

describe("a damaged list", () => {
  it("is one in which there was something", () => {
    expect(namesOf(itemDropped(observed))).toEqual(["item dropped: results"]);
    expect(namesOf(itemDropped(exampleObserved([exampleAnswer(["a"])])))).toEqual([
      "item dropped: the answer",
    ]);
    expect(itemDropped(exampleObserved([exampleAnswer([])]))).toEqual([]);
  });

  it("is one that is read, not the answer of a write", () => {
    const write = { method: "POST", idempotency: "The primary key" } as const;
    expect(itemDropped(exampleObserved([page], write))).toEqual([]);
  });

  it.each([
    ["lacks its first item", itemDropped, ["b"]],
    ["has its first item twice", itemDoubled, ["a", "a", "b"]],
    ["is empty", listEmptied, []],
  ])("%s", async (_, kind, ids) => {
    const { answer, touched } = await damageOne(kind(observed)[0], page);
    expect(touched).toBe(true);
    expect(readJson(answer)).toMatchObject({ count: 2, results: ids.map((id) => ({ id })) });
  });

  it("is untouched where it is empty anyway", async () => {
    expect((await damageOne(itemDoubled(observed)[0], exampleAnswer({ results: [] }))).touched).toBe(false);
  });
});

describe("a log", () => {
  it("lacks its newest entry", async () => {
    const log = exampleAnswer([{ id: 1 }, { id: 2 }]);
    const [damage] = logEntryMissing(exampleObserved([log], { id: "DPU" }));
    expect(readJson((await damageOne(damage, log)).answer)).toEqual([{ id: 1 }]);
  });

  it("is not every list", () => {
    expect(logEntryMissing(observed)).toEqual([]);
  });
});
