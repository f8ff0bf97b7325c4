import type { Exchange } from "../http.ts";
import type { CheckResult, PartReport, Report, Status, StoryResult } from "../result.ts";
import { buildReport } from "../verdict.ts";

/** An exchange for tests. */
export function sampleExchange(more: Partial<Exchange> = {}): Exchange {
  return {
    method: "GET",
    url: "http://127.0.0.1:4011/api/data/households/1.0/cs-test-0123456789ab",
    requestHeaders: {
      accept: "application/json",
      "x-correlation-id": "3f2b8a10-0000-4000-8000-000000000000",
    },
    requestBody: undefined,
    status: 200,
    headers: { "content-type": "application/json" },
    text: '{"message":"no such record"}',
    json: undefined,
    milliseconds: 7,
    ...more,
  };
}

/** A check's result for tests. */
export function sampleResult(status: Status, more: Partial<CheckResult> = {}): CheckResult {
  return {
    check: `read-unknown-record-${status}`,
    operation: "read-record",
    title: "Asking for a record that does not exist is answered as not found",
    section: "api/digital-registries.yaml, /data/{registryname}/{versionnumber}/{uuid}/read",
    level: status === "skipped" ? "RECOMMENDED" : "REQUIRED",
    effect: "read",
    kind: "negative",
    status,
    milliseconds: 12,
    ...(status === "passed" ? {} : { reason: `expected 404, got 200 (${status})` }),
    exchanges: status === "skipped" ? [] : [sampleExchange()],
    ...more,
  };
}

/** A story's result for tests. */
export function sampleStory(status: Status): StoryResult {
  const hop = "social to mediator";
  const step = {
    hop,
    title: "Asks for the household",
    status,
    milliseconds: 9,
    exchanges: [sampleExchange()],
  };
  const reason = status === "passed" ? {} : { reason: `${hop}: the mediator answered 503` };
  return {
    story: "main",
    title: "A clerk finds a household by its head",
    kind: "positive",
    status,
    milliseconds: 30,
    ...reason,
    steps: [
      { ...step, hop: "clerk to social", title: "Opens the case", status: "passed" },
      { ...step, ...reason },
    ],
  };
}

function samplePart(part: string, block: PartReport["block"], owner: string, states: readonly Status[]) {
  return {
    part,
    block,
    product: "reference 0.1.0",
    owner,
    url: `http://127.0.0.1/${part}`,
    results: states.map((one) => sampleResult(one)),
  };
}

/** A report of a small country for tests: all in order, or not. */
export function sampleReport(verdict: Report["verdict"]): Report {
  const bad = verdict === "failed";
  const civil: Status[] = bad
    ? ["passed", "failed", "failed", "skipped", "error"]
    : ["passed", "passed", "skipped"];
  const parts = [
    samplePart("mediator", "information-mediator", "Ministry of Digital Affairs", ["passed", "passed"]),
    samplePart("civil-registry", "digital-registries", "Ministry of the Interior", civil),
    samplePart("social-registry", "digital-registries", "Ministry of Social Affairs", ["passed"]),
    samplePart("payment-hub", "payments", "Ministry of Finance", bad ? ["failed", "passed"] : ["passed"]),
    samplePart("login", "identity", "Ministry of the Interior", ["passed"]),
  ];
  const story = "A clerk finds a family by its head, and pays what it is entitled to.";
  const useCases = [
    {
      useCase: "household-lookup",
      title: "Household lookup",
      story,
      results: [sampleStory(bad ? "failed" : "passed")],
    },
  ];
  const wire = (from: string, to: string, reason: string) => ({ from, to, via: "mediator" as const, reason });
  const facts = {
    tool: "country-stack 0.1.0",
    stack: "utopia",
    country: "Utopia",
    engine: "local",
    environment: "development",
    startedAt: "2026-03-03T10:05:00.000Z",
    milliseconds: 4210,
    notes: bad ? ["Call-backs were not tested: the run had no address for them."] : [],
    wires: [
      wire("social-registry", "civil-registry", "household lookup: the registry asks who the head is"),
      wire("social-registry", "payment-hub", "household lookup: the benefit is paid"),
      wire("payment-hub", "civil-registry", "payments: the payee is confirmed"),
      {
        from: "payment-hub",
        to: "login",
        via: "direct",
        reason: "OpenID Connect: keys of the issuer",
      } as const,
      {
        from: "civil-registry",
        to: "login",
        via: "direct",
        reason: "OpenID Connect: browser login",
      } as const,
    ],
  };
  return buildReport(facts, { parts, useCases });
}
