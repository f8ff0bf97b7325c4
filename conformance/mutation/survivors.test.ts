import { describe, expect, it } from "vitest";
import { loadOperations } from "../suites/operations.ts";
import { exampleOperation } from "./example-call.ts";
import type { Fate, Mutant, MutantResult } from "./mutant.ts";
import { loadSurvivors, parseSurvivors, settle } from "./survivors.ts";

const reason = "The specification leaves open what this field says.";
const explained = [{ operation: "look", damage: "stale read", reason }];
const mutant = (name: string): Mutant => ({
  operation: exampleOperation(),
  damage: { name, start: () => () => Promise.reject(new Error("not run here")) },
});
const result = (damage: string, fate: Fate): MutantResult => ({
  operation: "look",
  damage,
  fate,
  milliseconds: 1,
});

describe("the file of survivors", () => {
  const entry = `survivors: [{ operation: look, damage: stale read, reason: "${reason}" }]`;

  it("names operation, damage and reason", () => {
    expect(parseSurvivors(entry)).toEqual(explained);
  });

  it.each([
    ["without a reason", "survivors: [{ operation: look, damage: stale read }]"],
    [
      "with a reason that says nothing",
      "survivors: [{ operation: look, damage: stale read, reason: later }]",
    ],
    ["with a name that nobody knows", `${entry.slice(0, -2)}, since: now }]`],
    ["with a mutant named twice", entry.replace(/\[(.*)\]/, "[$1, $1]")],
  ])("is refused %s", (_, text) => {
    expect(() => parseSurvivors(text)).toThrow();
  });
});

describe.each(["digital-registries", "information-mediator", "payments"] as const)(
  "the survivors of %s",
  (block) => {
    it("are mutants of operations that the block has", () => {
      const ids = loadOperations(block).map(({ id }) => id);
      const entries = loadSurvivors(block);
      expect(entries.length).toBeGreaterThan(0);
      expect(entries.filter(({ operation }) => !ids.includes(operation))).toEqual([]);
    });
  },
);

describe("survivors and their explanations", () => {
  it("agree where each survivor is explained", () => {
    const found = settle(explained, [mutant("stale read")], [result("stale read", "survived")]);
    expect(found).toEqual({ unexplained: [], obsolete: [] });
  });

  it("name the survivor that nobody explains", () => {
    const survivor = result("write lost", "survived");
    expect(settle([], [mutant("write lost")], [survivor]).unexplained).toEqual([survivor]);
  });

  it.each(["caught", "not applicable"] as const)("name the explanation of what is %s", (fate) => {
    expect(settle(explained, [mutant("stale read")], [result("stale read", fate)]).obsolete).toEqual(
      explained,
    );
  });

  it("name the explanation of a mutant that there is no more", () => {
    expect(settle(explained, [mutant("write lost")], []).obsolete).toEqual(explained);
  });

  it("say nothing of what was not run", () => {
    expect(settle(explained, [mutant("stale read")], [])).toEqual({ unexplained: [], obsolete: [] });
  });
});
