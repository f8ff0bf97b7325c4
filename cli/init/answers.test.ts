import { expect, test } from "vitest";
import { answerAt, withAnswer } from "./answers.ts";

test("an answer is found where its question has put it", () => {
  const answers = withAnswer(withAnswer({}, ["organizations", 0, "name"], "Interior"), ["size"], "demo");
  expect(answers).toEqual({ organizations: [{ name: "Interior" }], size: "demo" });
  expect(answerAt(answers, ["organizations", 0, "name"])).toBe("Interior");
  expect(answerAt(answers, ["organizations", 1, "name"])).toBeUndefined();
  expect(answerAt(answers, ["size", "of", "it"])).toBeUndefined();
});

test("answers are not changed by giving another one", () => {
  const answers = { parts: { identity: { product: "a" } } };
  const other = withAnswer(answers, ["parts", "identity", "product"], "b");
  expect(answers.parts.identity.product).toBe("a");
  expect(other).toEqual({ parts: { identity: { product: "b" } } });
});

test("what stands in the way of an answer gives way, and what is taken out leaves nothing", () => {
  expect(withAnswer({ country: "Kenya" }, ["country", "name"], "Kenya")).toEqual({
    country: { name: "Kenya" },
  });
  expect(withAnswer({ parts: { a: 1, b: 2 } }, ["parts", "a"], undefined)).toEqual({ parts: { b: 2 } });
  expect(withAnswer({}, ["a", "b"], undefined)).toEqual({});
});

test("keys that objects have by themselves are no answers, and can be some", () => {
  expect(answerAt({}, ["constructor"])).toBeUndefined();
  expect(answerAt({ parts: {} }, ["parts", "__proto__", "x"])).toBeUndefined();
  const answers = withAnswer({}, ["parts", "__proto__", "product"], "a");
  expect(answerAt(answers, ["parts", "__proto__", "product"])).toBe("a");
  expect(Object.prototype).not.toHaveProperty("product");
});
