import { describe, expect, test } from "vitest";
import { parseCondition } from "./condition.ts";
import { evaluate } from "./evaluate.ts";
import { fillJson, fillText, parseJsonTemplate, parseText } from "./template.ts";

const VALUES = {
  amount: "150",
  age: 64,
  name: "Amra",
  approved: "true",
  isPoor: true,
  none: null,
  household: { members: [{ id: "XU-1001" }, { id: "XU-1002" }], income: 92_000 },
};

describe("a condition", () => {
  test.each([
    ["amount > 100", true],
    ["amount >= 150 and amount <= 150", true],
    ["amount < 20", false],
    ["amount = 150", true],
    ["amount == '150'", true],
    ["age != 65", true],
    ["-1 < 0.5", true],
    ["name = 'Amra'", true],
    ['name < "Bela"', true],
    ["approved = true", true],
    ["approved", "true"],
    ["not approved", false],
    ["!isPoor || age >= 64", true],
    ["isPoor && !(age > 64)", true],
    ["not not isPoor", true],
    ["isPoor or age > 70 and age > 80", true],
    ["(isPoor or age > 70) and age > 80", false],
    ["household.income <= 100000", true],
    ["household.members[1].id = 'XU-1002'", true],
    ["household.members[2].id = 'XU-1002'", false],
    ["missing > 1", false],
    ["missing < 1", false],
    ["missing = null", true],
    ["none = null", true],
    ["missing != 1", true],
    ["name > 1", false],
    ["household = household", false],
    ["household.toString = null", true],
    ["household.__proto__ = null", true],
    ["constructor = null", true],
    ["true", true],
  ])("%s is %j", (text, wanted) => {
    expect(evaluate(parseCondition(text), VALUES)).toBe(wanted);
  });

  test.each([
    ["", "breaks off"],
    ["amount >", "breaks off"],
    ["amount > > 1", "stands where a value should"],
    ["(amount > 1", "a bracket is not closed"],
    ["amount > 1)", "one thing too many"],
    ["amount 1", "one thing too many"],
    ["a.b.", "after a ."],
    ["a['b']", "after a ["],
    ["a[0", "a [ is not closed"],
    ["process.exit()", "one thing too many"],
    ["a; b", "nothing that conditions have"],
    ["a + b", "nothing that conditions have"],
    ["`a`", "nothing that conditions have"],
    ["'a", "nothing that conditions have"],
    ["1 < 2 < 3", "one thing too many"],
    ["1e9", "nothing that conditions have"],
    ["!".repeat(60), "50 levels"],
    ["(".repeat(60), "50 levels"],
    ["a".repeat(1001), "1000 characters"],
  ])("%j is none", (text, sentence) => {
    expect(() => parseCondition(text)).toThrow(SyntaxError);
    expect(() => parseCondition(text)).toThrow(sentence);
  });
});

describe("a template", () => {
  test("has values in texts, and whole values where it is nothing else", () => {
    const template = parseJsonTemplate(
      '{"a":"${household}","b":["for ${name}, ${age}",1,null],"c":"${missing}","d":"","e":"$ {x}"}',
    );
    expect(fillJson(template, VALUES)).toEqual({
      a: VALUES.household,
      b: ["for Amra, 64", 1, null],
      c: null,
      d: "",
      e: "$ {x}",
    });
  });

  test("writes values in texts as it is told", () => {
    expect(fillText(parseText("/a/${x}?b=${y}"), { x: "a/b?", y: undefined }, encodeURIComponent)).toBe(
      "/a/a%2Fb%3F?b=",
    );
  });

  test.each(["${", "${a", "${a +}", "${}"])("%j is none", (text) => {
    expect(() => parseText(text)).toThrow(SyntaxError);
  });
});
