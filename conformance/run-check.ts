import { randomBytes, randomUUID } from "node:crypto";
import { attempt, INTERRUPTED, type Outcome, type Scope } from "./attempt.ts";
import type { Check, Target } from "./check.ts";
import type { Exchange, HttpClient } from "./http.ts";
import { createHttpClient, type HttpClientOptions } from "./http-client.ts";
import { createMask } from "./mask.ts";
import type { CheckResult } from "./result.ts";
import type { Conditions } from "./run-options.ts";

/** A name that no run has used before: `cs-test-` and 12 hex digits. */
export function newMark(): string {
  return `cs-test-${randomBytes(6).toString("hex")}`;
}

/** Why a check is not run under these conditions; undefined where it is. */
export function skipReason(check: Check, conditions: Conditions): string | undefined {
  if (conditions.signal?.aborted) return INTERRUPTED;
  if (check.effect === "write" && !conditions.allowWrites) return "writes are not allowed in this run";
  if (check.needsSink === true && conditions.sink === undefined) {
    return "this run has no address where call-backs can arrive";
  }
  return undefined;
}

/** Runs one check, twice where it only reads and the connection broke. The result is masked. Never throws. */
export async function runCheck(check: Check, target: Target, conditions: Conditions): Promise<CheckResult> {
  const skipped = skipReason(check, conditions);
  if (skipped !== undefined)
    return resultOf(check, { status: "skipped", reason: skipped, milliseconds: 0 }, []);
  const exchanges: Exchange[] = [];
  const first = await tryCheck(check, target, conditions, exchanges);
  if (!first.broken || check.effect === "write") return resultOf(check, first, exchanges);
  const second = await tryCheck(check, target, conditions, exchanges);
  return resultOf(check, afterSecondTry(first, second), exchanges);
}

function tryCheck(
  check: Check,
  target: Target,
  conditions: Conditions,
  exchanges: Exchange[],
): Promise<Outcome> {
  const { checkMs: limitMs, cleanUpMs, signal, timeoutMs, sink } = conditions;
  const correlationId = randomUUID();
  const record = (exchange: Exchange) => void exchanges.push(exchange);
  return attempt(
    (scope) =>
      check.run({
        target,
        http: clientOf(target, scope, { timeoutMs, correlationId, record }),
        sink,
        mark: newMark(),
        cleanUp: scope.cleanUp,
      }),
    { limitMs, cleanUpMs, signal },
  );
}

/** A client of a target whose requests end with the phase of the attempt in which they are sent. */
export function clientOf(
  target: Target,
  scope: Scope,
  options: Pick<HttpClientOptions, "timeoutMs" | "correlationId" | "record">,
): HttpClient {
  const { url: baseUrl, headers, client } = target;
  return {
    send: (request) =>
      createHttpClient({ ...options, baseUrl, headers, client, signal: scope.signal() }).send(request),
  };
}

function afterSecondTry(first: Outcome, second: Outcome): Outcome {
  const again = `at the first try: ${first.reason}`;
  const reason =
    second.reason === undefined ? `passed at the second try; ${again}` : `${second.reason} (${again})`;
  return { ...second, reason, milliseconds: first.milliseconds + second.milliseconds };
}

function resultOf(
  check: Check,
  { status, reason, milliseconds }: Omit<Outcome, "broken">,
  exchanges: readonly Exchange[],
): CheckResult {
  const { id, operation, title, section, level, effect, kind } = check;
  const mask = createMask(exchanges);
  return {
    check: id,
    operation,
    title,
    section,
    level,
    effect,
    kind,
    status,
    milliseconds,
    ...(reason === undefined ? {} : { reason: mask.text(reason) }),
    exchanges: exchanges.map(mask.exchange),
  };
}
