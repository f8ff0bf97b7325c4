import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { Unmet } from "./check.ts";
import type { Exchange } from "./http.ts";

const SHOWN = 120;
/** Stack traces, also inside JSON, where a line break is written as two characters. */
const INSIDES =
  /(?:^|\\n)\s+at .+:\d+|node_modules|Traceback \(most recent call last\)|java\.lang\.|SQLITE_|ORA-\d{5}/m;

/** Throws an {@link Unmet} with this sentence unless it holds. */
export function expectTrue(holds: boolean, sentence: string, exchange?: Exchange): asserts holds {
  if (!holds) throw new Unmet(sentence, exchange);
}

/** The answer has one of these HTTP statuses. */
export function expectStatus(exchange: Exchange, ...allowed: readonly number[]): void {
  if (allowed.includes(exchange.status)) return;
  throw new Unmet(
    `${spoken(exchange)} was answered ${exchange.status}, not ${allowed.join(" or ")}`,
    exchange,
  );
}

/** The answer is JSON and says so: `application/json`, in UTF-8 where it names a charset (data#req-1 and 3). */
export function expectJson(exchange: Exchange): unknown {
  const [type, ...parameters] = (exchange.headers["content-type"] ?? "").toLowerCase().split(";");
  expectTrue(
    type?.trim() === "application/json",
    `${spoken(exchange)} was answered as ${JSON.stringify(type)}, not as application/json`,
    exchange,
  );
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith("charset="));
  expectTrue(
    charset === undefined || /^charset="?utf-8"?$/.test(charset),
    `${spoken(exchange)} was answered in another ${charset} than utf-8`,
    exchange,
  );
  expectTrue(exchange.json !== undefined, `the answer to ${spoken(exchange)} is not JSON`, exchange);
  return exchange.json;
}

/** The answer is JSON of this shape; the sentence names the first place that differs, and never a value. */
export function expectShape<T>(exchange: Exchange, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(expectJson(exchange));
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const place = first?.path.join(".") || "the answer";
  throw new Unmet(`in the answer to ${spoken(exchange)}, ${place}: ${first?.message ?? "differs"}`, exchange);
}

/** The value is deeply equal to the wanted one; `what` names it in the sentence. */
export function expectEqual(actual: unknown, wanted: unknown, what: string, exchange?: Exchange): void {
  if (isDeepStrictEqual(actual, wanted)) return;
  throw new Unmet(`${what} is ${shown(actual)}, not ${shown(wanted)}`, exchange);
}

/** Every property of `wanted` is in `actual` with an equal value. What a server adds of its own is not judged. */
export function expectMatches(actual: unknown, wanted: object, what: string, exchange?: Exchange): void {
  expectTrue(typeof actual === "object" && actual !== null, `${what} is ${shown(actual)}`, exchange);
  for (const [key, value] of Object.entries(wanted)) {
    expectEqual((actual as Record<string, unknown>)[key], value, `${key} of ${what}`, exchange);
  }
}

/** The answer has no body, as with 204. */
export function expectNoBody(exchange: Exchange): void {
  expectEqual(exchange.text, "", `the body of the answer to ${spoken(exchange)}`, exchange);
}

/** For answers whose content the specification leaves open: there is none, or it is JSON. */
export function expectNoBodyOrJson(exchange: Exchange): void {
  if (exchange.text !== "") expectJson(exchange);
}

/**
 * For answers whose content the specification leaves open: where the answer is JSON and has one of these properties,
 * it is true. Objects may hold more than what is wanted of them.
 */
export function expectTruth(exchange: Exchange, truth: Readonly<Record<string, unknown>>): void {
  expectNoBodyOrJson(exchange);
  const answer = (exchange.json ?? {}) as Readonly<Record<string, unknown>>;
  for (const [key, wanted] of Object.entries(truth)) {
    if (answer[key] === undefined) continue;
    const what = `${key} in the answer to ${spoken(exchange)}`;
    const plain = typeof wanted !== "object" || wanted === null || Array.isArray(wanted);
    if (plain) expectEqual(answer[key], wanted, what, exchange);
    else expectMatches(answer[key], wanted, what, exchange);
  }
}

/**
 * The request was refused with one of these statuses. What is said about it is JSON (data#req-3), and shows nothing
 * of the server's inside.
 */
export function expectRefused(exchange: Exchange, ...allowed: readonly number[]): void {
  expectStatus(exchange, ...allowed);
  expectNoBodyOrJson(exchange);
  expectTrue(
    !INSIDES.test(exchange.text),
    `the refusal of ${spoken(exchange)} shows the server's inside (security#req-16)`,
    exchange,
  );
}

/** None of these values is anywhere in the answer, its headers included. */
export function expectNoLeak(exchange: Exchange, values: readonly string[]): void {
  const answer = [exchange.text, ...Object.values(exchange.headers)].join("\n");
  const leaked = values.filter((value) => answer.includes(value)).length;
  expectTrue(
    leaked === 0,
    `the answer to ${spoken(exchange)} holds ${leaked} value(s) that it must not`,
    exchange,
  );
}

/** A request as a sentence names it: without host and query, which may hold addresses and personal data. */
function spoken(exchange: Exchange): string {
  const path = exchange.url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/[?#].*$/s, "");
  return `${exchange.method} ${path || "/"}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
