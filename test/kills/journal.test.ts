import { describe, expect, it } from "vitest";
import { Journal } from "./journal.ts";

describe("the journal", () => {
  it("misses an acknowledged write that is lost", () => {
    const journal = new Journal();
    journal.begin("a", "1");
    journal.acknowledge("a", "1");
    expect(journal.settle(new Map())).toEqual(["a: is undefined, acknowledged 1"]);
  });

  it("accepts an unanswered write whether it is there or not, and nothing third", () => {
    const states = [
      [new Map([["a", "1"]]), 0],
      [new Map([["a", "2"]]), 0],
      [new Map([["a", "3"]]), 1],
      [new Map(), 1],
    ] as const;
    for (const [actual, complaints] of states) {
      const journal = new Journal();
      journal.put("a", "1");
      journal.begin("a", "2");
      expect(journal.settle(actual)).toHaveLength(complaints);
    }
  });

  it("complains about what nobody wrote, and about a deleted thing that came back", () => {
    const journal = new Journal();
    journal.put("b", "1");
    journal.begin("b", undefined);
    journal.acknowledge("b", undefined);
    const actual = new Map([
      ["a", "1"],
      ["b", "1"],
    ]);
    expect(journal.settle(actual)).toHaveLength(2);
    expect(journal.settle(actual)).toEqual([]);
  });
});
