import { describe, expect, test } from "vitest";
import { RULES } from "../../constructs/rules/catalog.ts";
import { ruleSentences } from "./rules-en.ts";

describe.each(RULES)("$id", ({ id }) => {
  const { says, why, mend } = ruleSentences[id];

  test("says what is wrong without a full stop, also where values are missing", () => {
    expect(says({})).not.toMatch(/undefined|\.$/);
    expect(says({})).toMatch(/\w+ \w+/);
  });

  test("says why and what to do in a sentence each", () => {
    for (const text of [why, mend]) expect(text).toMatch(/^[A-Z].*\.$/);
  });
});
