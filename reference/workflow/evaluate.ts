import type { Condition } from "./condition.ts";

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * What a condition comes to for these values. It cannot fail: what is missing is `undefined`, and comparing it, or things of
 * two kinds, is false (`!=` true). Only own properties are seen.
 */
export function evaluate(condition: Condition, values: Readonly<Record<string, unknown>>): unknown {
  switch (condition.kind) {
    case "literal":
      return condition.value;
    case "path":
      return condition.steps.reduce<unknown>(propertyOf, values);
    case "not":
      return !isTrue(evaluate(condition.inner, values));
    case "and":
      return condition.parts.every((part) => isTrue(evaluate(part, values)));
    case "or":
      return condition.parts.some((part) => isTrue(evaluate(part, values)));
    case "comparison":
      return compare(condition.operator, evaluate(condition.left, values), evaluate(condition.right, values));
  }
}

/** Only `true` is true, and the text `true`, since values come as texts. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function propertyOf(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string | number, unknown>)[step];
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  const [one, other] = alike(left, right);
  if (operator === "==") return isSame(one, other);
  if (operator === "!=") return !isSame(one, other);
  if (typeof one !== typeof other) return false;
  if (typeof one !== "number" && typeof one !== "string") return false;
  return isInOrder(operator, one, other as number | string);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other && (typeof one !== "object" || one === null);
}

function isInOrder(operator: string, one: number | string, other: number | string): boolean {
  if (operator === "<") return one < other;
  if (operator === "<=") return one <= other;
  return operator === ">" ? one > other : one >= other;
}

/** Values come as texts: beside a number or a truth value, a text that is one counts as one. What is missing is null. */
function alike(left: unknown, right: unknown): readonly [unknown, unknown] {
  return [likeOther(left, right), likeOther(right, left)];
}

function likeOther(value: unknown, other: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== "string") return value;
  if (typeof other === "number" && NUMBER.test(value)) return Number(value);
  if (typeof other === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}
