import type { Exchange } from "../http.ts";
import type { CheckResult, Report, StoryResult } from "../result.ts";

/** Grows when a key goes, or changes what it means; a new key is no new version. */
export const SCHEMA_VERSION = 1;

/** The report for machines: one JSON object, keys in a fixed order, with a line end. Bodies stand as text only. */
export function renderJson(report: Report): string {
  const { tool, stack, country, engine, environment, startedAt, milliseconds, verdict, notes } = report;
  const { passed, failed, skipped, error } = report.summary;
  const written = {
    schemaVersion: SCHEMA_VERSION,
    tool,
    stack,
    country,
    engine,
    environment,
    startedAt,
    milliseconds,
    verdict,
    summary: { passed, failed, skipped, error },
    notes,
    parts: report.parts.map(({ part, block, product, owner, url, results }) => {
      return { part, block, product, owner, url, results: results.map(writeCheck) };
    }),
    useCases: report.useCases.map(({ useCase, title, story, results }) => {
      return { useCase, title, story, results: results.map(writeStory) };
    }),
    wires: report.wires.map(({ from, to, via, reason }) => ({ from, to, via, reason })),
    compliance: report.compliance,
  };
  return `${JSON.stringify(written, undefined, 2)}\n`;
}

function writeCheck(result: CheckResult) {
  const { check, operation, title, section, level, effect, kind, status, milliseconds, reason, omitted } =
    result;
  const exchanges = result.exchanges.map(writeExchange);
  const said = { check, operation, title, section, level, effect, kind, status, milliseconds, reason };
  return { ...said, exchanges, omitted };
}

function writeStory({ story, title, kind, status, milliseconds, reason, steps }: StoryResult) {
  const written = steps.map((step) => {
    const { hop, title: what, status: state, milliseconds: time, reason: why, exchanges } = step;
    return {
      hop,
      title: what,
      status: state,
      milliseconds: time,
      reason: why,
      exchanges: exchanges.map(writeExchange),
    };
  });
  return { story, title, kind, status, milliseconds, reason, steps: written };
}

function writeExchange(exchange: Exchange) {
  const { method, url, requestHeaders, requestBody, status, headers, text, milliseconds } = exchange;
  return { method, url, requestHeaders, requestBody, status, headers, text, milliseconds };
}
