import { describe, expect, test } from "vitest";
import { ISSUE_CODES } from "../../profiles/issue.ts";
import { messages } from "./en.ts";

describe.each(ISSUE_CODES)("%s", (code) => {
  const message = messages[code];

  test("is explained in three to eight lines with a wrong and a right example", () => {
    const lines = message.explain.split("\n");
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(message.explain).toMatch(/^Wrong: {2}/m);
    expect(message.explain).toMatch(/^Right: {2}/m);
    expect(lines.every((line) => line.length <= 125)).toBe(true);
  });

  test("has a sentence also where values are missing, without a full stop", () => {
    const sentence = message.sentence({});
    expect(sentence).not.toMatch(/undefined|\.$/);
    expect(message.hint?.({}) ?? "").not.toMatch(/undefined/);
  });
});
