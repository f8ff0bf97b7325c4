import { expect, test } from "vitest";
import { hasUnknowns, markSecrets, revealSecrets } from "./properties.ts";

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

test("secrets go off and come back where they were", () => {
  const wire = { data: { ...mark, value: { a: "b" } }, list: [{ ...mark, value: "c" }, "d"] };
  const { plain, secrets } = revealSecrets(wire);
  expect(plain).toEqual({ data: { a: "b" }, list: ["c", "d"] });
  expect(markSecrets(plain, secrets)).toEqual(wire);
});

test("a secret inside a secret is revealed whole", () => {
  const inner = { ...mark, value: "b" };
  expect(revealSecrets({ ...mark, value: { a: inner } })).toEqual({ plain: { a: "b" }, secrets: [[]] });
});

test("a path that leads nowhere marks nothing", () => {
  expect(markSecrets({ data: { a: "b" } }, [["stringData"], ["data", "c"]])).toEqual({ data: { a: "b" } });
});

test("unknown values are found at any depth", () => {
  expect(hasUnknowns({ a: [{ b: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }] })).toBe(true);
  expect(hasUnknowns({ a: [{ b: "known" }] })).toBe(false);
});
