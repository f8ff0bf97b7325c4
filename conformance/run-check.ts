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

/** Of a check that passed, the last request and the one before it show what held; the rest would fill the report. */
const KEPT_WHEN_PASSED = 2;

/** Runs one check, twice where it only reads and the connection broke. The result is masked. Never throws. */
export async function runCheck(check: Check, target: Target, conditions: Conditions): Promise<CheckResult> {
  const skipped = skipReason(check, conditions);
  if (skipped !== undefined)
    return resultOf(
      check,
      { status: "skipped", reason: skipped, milliseconds: 0 },
      { exchanges: [], ended: 0 },
    );
  const log: ExchangeLog = { exchanges: [], ended: 0 };
  const first = await tryCheck(check, target, conditions, log);
  if (!first.broken || check.effect === "write") return resultOf(check, first, log);
  const second = await tryCheck(check, target, conditions, log);
  return resultOf(check, afterSecondTry(first, second), log);
}

/** What went over the wire, and how much of it before the clean-ups. */
interface ExchangeLog {
  readonly exchanges: Exchange[];
  ended: number;
}

function tryCheck(check: Check, target: Target, conditions: Conditions, log: ExchangeLog): Promise<Outcome> {
  const { checkMs: limitMs, cleanUpMs, signal, timeoutMs, sink } = conditions;
  const correlationId = randomUUID();
  const record = (exchange: Exchange) => void log.exchanges.push(exchange);
  const body = async (scope: Scope) => {
    const asked = check.url === undefined ? target : { ...target, url: check.url, headers: {} };
    const http = clientOf(asked, scope, { timeoutMs, correlationId, record });
    try {
      await check.run({ target, http, sink, mark: newMark(), cleanUp: scope.cleanUp });
    } finally {
      log.ended = log.exchanges.length;
    }
  };
  return attempt(body, { limitMs, cleanUpMs, signal });
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
  { exchanges, ended }: ExchangeLog,
): CheckResult {
  const { id, operation, title, section, level, effect, kind } = check;
  // Learning from all that was exchanged covers in what is kept also what only the rest calls personal.
  const mask = createMask(exchanges);
  const kept =
    status === "passed" ? exchanges.slice(Math.max(0, ended - KEPT_WHEN_PASSED), ended) : exchanges;
  const omitted = exchanges.length - kept.length;
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
    exchanges: kept.map(mask.exchange),
    ...(omitted === 0 ? {} : { omitted }),
  };
}
