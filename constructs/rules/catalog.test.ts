import { describe, expect, test } from "vitest";
import { ADVICE_IDS, RULE_IDS } from "../../charts/spi/index.ts";
import { RULES } from "./catalog.ts";
import { STANDARDS } from "./standards.ts";

describe("the rules", () => {
  test("are those whose ids products and profiles may name, and the advice", () => {
    const ids = (level: string) => RULES.filter((rule) => rule.level === level).map(({ id }) => id);
    expect(ids("error").toSorted()).toEqual(RULE_IDS.toSorted());
    expect(ids("warning").toSorted()).toEqual(ADVICE_IDS.toSorted());
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });

  test("have ids of words, and titles of one sentence without its full stop", () => {
    for (const { id, title } of RULES) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title, id).toMatch(/^[A-Z/].*[^.]$/);
    }
  });

  test("stand for controls that there are", () => {
    const known = STANDARDS.flatMap(({ id, controls }) => controls.map((control) => `${id} ${control.id}`));
    const named = RULES.flatMap(({ counterparts }) =>
      counterparts.map(({ standard, control }) => `${standard} ${control}`),
    );
    expect(named.filter((each) => !known.includes(each))).toEqual([]);
  });
});

describe("the standards", () => {
  const covered = (standard: string, control: string) =>
    RULES.some(({ counterparts }) =>
      counterparts.some((each) => each.standard === standard && each.control === control),
    );

  test("are complete: each has as many controls, and as many of them can be decided, as its source says", () => {
    expect(
      STANDARDS.map(({ id, controls }) => [
        id,
        controls.length,
        controls.filter(({ undecided }) => undecided === undefined).length,
      ]),
    ).toEqual([
      ["pod-security", 18, 18],
      ["nsa", 26, 19],
      ["govstack", 11, 7],
      ["practice", 36, 36],
    ]);
  });

  test.each(STANDARDS)(
    "of $id: every control is covered by a rule, or it is said why it cannot be",
    ({ id, controls }) => {
      for (const control of controls) {
        expect(covered(id, control.id), control.id).toBe(control.undecided === undefined);
        if (control.undecided !== undefined) expect(control.undecided).toMatch(/\w+ \w+ \w+/);
      }
      expect(new Set(controls.map((control) => control.id)).size).toBe(controls.length);
    },
  );
});
