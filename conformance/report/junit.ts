import type { Exchange } from "../http.ts";
import type { Report, Status } from "../result.ts";
import { countByStatus } from "./finding.ts";
import { escapeMarkup } from "./printable.ts";

/** A check or story as JUnit has it. */
interface Case {
  readonly name: string;
  readonly status: Status;
  readonly milliseconds: number;
  readonly reason: string;
  /** What a person needs besides the reason. */
  readonly detail: string;
}

interface SuiteOfCases {
  readonly package: "parts" | "use-cases";
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

/**
 * The report as JUnit XML, within what both the Ant schema and Jenkins's accept: a test suite per part and per use
 * case, a test case per check and per story.
 */
export function renderJunit(report: Report): string {
  const suites = suitesOf(report).map((suite, id) => renderSuite(suite, id, report));
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join(
    "\n",
  );
}

function suitesOf(report: Report): SuiteOfCases[] {
  const parts = report.parts.map(({ part, block, product, url, results }): SuiteOfCases => {
    const cases = results.map(({ check: name, status, milliseconds, reason = "", ...result }) => {
      const detail = [result.title, `${result.level}, ${result.section}`, ...lastOf(result.exchanges)].join(
        "\n",
      );
      return { name, status, milliseconds, reason, detail };
    });
    return { package: "parts", name: part, properties: { block, product, url }, cases };
  });
  const useCases = report.useCases.map(({ useCase, title, results }): SuiteOfCases => {
    const cases = results.map(({ story: name, status, milliseconds, reason = "", steps, title: story }) => {
      const detail = [story, ...steps.map((step) => `${step.status}: ${step.hop}: ${step.title}`)].join("\n");
      return { name, status, milliseconds, reason, detail };
    });
    return { package: "use-cases", name: useCase, properties: { title }, cases };
  });
  return [...parts, ...useCases];
}

function lastOf(exchanges: readonly Exchange[]): string[] {
  const last = exchanges.at(-1);
  return last === undefined ? [] : [`${last.method} ${last.url}`, `answered ${last.status}`];
}

function renderSuite(suite: SuiteOfCases, id: number, report: Report): string {
  const { failed, error, skipped } = countByStatus(suite.cases);
  const time = suite.cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const attributes = {
    name: suite.name,
    package: suite.package,
    id: `${id}`,
    // The schema knows neither fractions of a second nor time zones; it is UTC.
    timestamp: report.startedAt.slice(0, 19),
    hostname: "localhost",
    tests: `${suite.cases.length}`,
    failures: `${failed}`,
    errors: `${error}`,
    skipped: `${skipped}`,
    time: seconds(time),
  };
  const properties = Object.entries({ stack: report.stack, engine: report.engine, ...suite.properties });
  return [
    `  <testsuite${write(attributes)}>`,
    "    <properties>",
    ...properties.map(([name, value]) => `      <property${write({ name, value })}/>`),
    "    </properties>",
    ...suite.cases.map((one) => renderCase(one, `${report.stack}.${suite.name}`)),
    "    <system-out></system-out>",
    "    <system-err></system-err>",
    "  </testsuite>",
  ].join("\n");
}

function renderCase(one: Case, classname: string): string {
  const { status, reason, detail } = one;
  const head = `    <testcase${write({ name: one.name, classname, time: seconds(one.milliseconds) })}`;
  if (status === "passed") return `${head}/>`;
  const body = escapeMarkup(`${reason}\n${detail}`);
  const outcome = {
    failed: `<failure${write({ message: reason, type: "unmet" })}>${body}</failure>`,
    error: `<error${write({ message: reason, type: "error" })}>${body}</error>`,
    skipped: `<skipped${write({ message: reason })}/>`,
  }[status];
  return `${head}>\n      ${outcome}\n    </testcase>`;
}

/** Line ends in attributes are written as such: a reader of XML would make blanks of them. */
function write(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(
      ([name, value]) =>
        ` ${name}="${escapeMarkup(value).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")}"`,
    )
    .join("");
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
