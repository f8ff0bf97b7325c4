import type { Finding } from "../../constructs/rules/check-rules.ts";
import { rulesTalk as say } from "../messages/rules-talk-en.ts";
import { sentenceOf } from "../rules/rule-issues.ts";
import { formatTable } from "./table.ts";

/** What a report on rules is about. */
export interface RulesReport {
  readonly stack: string;
  readonly environment: string;
  /** The parts in order, each with its product, such as `x-road 7.8.0`. */
  readonly parts: readonly { readonly name: string; readonly product: string }[];
  readonly rules: number;
  readonly objects: number;
  readonly findings: readonly Finding[];
}

/** The findings as a person reads them: a table a part, one line for what is the same, and a sum. */
export function formatRules(report: RulesReport): string {
  const { stack, environment, parts, rules, objects, findings } = report;
  const tables = parts.flatMap(({ name, product }) => {
    const own = findings.filter(({ part }) => part === name);
    return own.length === 0 ? [] : [`${name} (${product})\n${indent(tableOf(own))}`];
  });
  const kept = parts
    .filter(({ name }) => findings.every(({ part }) => part !== name))
    .map(({ name }) => name);
  return [
    say.title(stack, environment, rules, objects),
    ...tables,
    [...(kept.length === 0 ? [] : [say.kept(kept.join(", "))]), say.counts(countStates(findings))].join("\n"),
  ].join("\n\n");
}

function tableOf(findings: readonly Finding[]): string {
  const groups = Map.groupBy(findings, (finding) =>
    JSON.stringify([finding.rule, finding.workload, stateOf(finding)]),
  );
  const rows = [...groups.values()].map(([first, ...others]) => {
    if (first === undefined) return [];
    const sentences = new Set([first, ...others].map(whyOf));
    const why = sentences.size === 1 ? whyOf(first) : say.more(whyOf(first), sentences.size - 1);
    return [first.rule, first.workload, stateOf(first), why];
  });
  return formatTable(
    say.columns.map((title) => ({ title })),
    rows,
  );
}

const whyOf = (finding: Finding): string => finding.reason ?? sentenceOf(finding);

function stateOf({ state, level, grant }: Finding): string {
  if (state === "opaque") return say.opaque;
  if (state === "needed-not-granted") return say.notGranted;
  if (grant?.by === "exemption") return say.byExemption(grant.exemption.owner, grant.exemption.expires);
  if (grant?.by === "development") return say.byDevelopment;
  return level === "error" ? say.broken : say.advice;
}

function countStates(findings: readonly Finding[]) {
  const count = (state: Finding["state"], level?: Finding["level"]) =>
    findings.filter((each) => each.state === state && (level === undefined || each.level === level)).length;
  return {
    broken: count("violation", "error"),
    notGranted: count("needed-not-granted"),
    granted: count("needed-and-granted"),
    opaque: count("opaque"),
    advice: count("violation", "warning"),
  };
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
