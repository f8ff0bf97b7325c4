import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { partOf, type Span, type Stack } from "../../charts/spi/index.ts";
import { RULES } from "../../constructs/rules/catalog.ts";
import type { Finding } from "../../constructs/rules/check-rules.ts";
import type { Issue } from "../../profiles/issue.ts";
import { messages } from "../messages/en.ts";
import { ruleSentences } from "../messages/rules-en.ts";
import { issuesToJson } from "../ui/issues.ts";
import { VERSION } from "../version.ts";
import { sentenceOf } from "./rule-issues.ts";

/** What a SARIF log is made of; nothing of the rules where the profile does not hold. */
export interface SarifInput {
  readonly issues: readonly Issue[];
  readonly findings: readonly Finding[];
  readonly stack?: Stack;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** Trouble that a finding tells more exactly. */
const TOLD_BY_FINDINGS: readonly string[] = ["CS1502", "CS1504", "CS1505", "CS1508"];

/**
 * Findings and issues as a SARIF log (OASIS, 2.1.0, Errata 01): granted deviations are suppressed results with their
 * reason, contents that were not examined are open ones.
 */
export function sarifLog({ issues, findings, stack }: SarifInput): Record<string, unknown> {
  const told = stack === undefined ? issues : issues.filter(({ code }) => !TOLD_BY_FINDINGS.includes(code));
  const results = [
    ...told.map(issueResult),
    ...(stack === undefined ? [] : findings.map((finding) => findingResult(finding, stack))),
  ];
  const rules = descriptors([...new Set(told.map(({ code }) => code))]);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "country-stack", version: VERSION, semanticVersion: VERSION, rules } },
        columnKind: "utf16CodeUnits",
        results: results.map((result) => ({ ...result, ruleIndex: index.get(result.ruleId) })),
      },
    ],
  };
}

interface Descriptor {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** Every security rule, kept or not, and the codes of the issues that came up. */
function descriptors(codes: readonly Issue["code"][]): Descriptor[] {
  const rules = RULES.map(({ id, title, level, counterparts }) => ({
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: `${title}. ${ruleSentences[id].why}` },
    help: { text: ruleSentences[id].mend },
    defaultConfiguration: { level },
    properties: {
      tags: ["security", ...counterparts.map(({ standard, control }) => `${standard}/${control}`)],
    },
  }));
  return [
    ...rules,
    ...codes.map((code) => ({ id: code, fullDescription: { text: messages[code].explain } })),
  ];
}

interface Result {
  readonly ruleId: string;
  readonly [key: string]: unknown;
}

function findingResult(finding: Finding, stack: Stack): Result {
  const { rule, part, workload, object, path } = finding;
  const named = object === undefined ? `${part}/${workload}` : `${object}${path === "" ? "" : `#${path}`}`;
  return {
    ruleId: rule,
    ...severityOf(finding),
    message: { text: `${part}/${workload}: ${sentenceOf(finding)}.` },
    locations: [
      {
        ...physicalLocation(partOf(stack, part).at),
        logicalLocations: [{ name: workload, fullyQualifiedName: named, kind: "resource" }],
      },
    ],
    partialFingerprints: { "ruleAndPlace/v1": `${rule} ${named}` },
    ...suppressionOf(finding),
  };
}

/** What was not examined is neither right nor wrong. */
function severityOf({ state, level }: Finding): Record<string, string> {
  return state === "opaque" ? { kind: "open", level: "none" } : { kind: "fail", level };
}

function suppressionOf({ grant, reason = "" }: Finding): Record<string, unknown> {
  if (grant === undefined) return {};
  const justification =
    grant.by === "development"
      ? `${reason} (development grants it by itself)`
      : `${reason}: ${grant.exemption.reason} (${grant.exemption.owner}, until ${grant.exemption.expires})`;
  return { suppressions: [{ kind: "external", status: "accepted", justification }] };
}

function issueResult(issue: Issue): Result {
  const [told] = issuesToJson([issue]);
  const text = [`${told?.message}.`, ...(told?.hint === undefined ? [] : [`${told.hint}.`])].join(" ");
  return {
    ruleId: issue.code,
    kind: "fail",
    level: issue.severity,
    message: { text },
    ...(issue.at === undefined ? {} : { locations: [physicalLocation(issue.at)] }),
  };
}

/** Files below the working folder are named relative to it, as code hosts want them. */
function physicalLocation({ file, line, column, endColumn }: Span): Record<string, unknown> {
  const path = relative(process.cwd(), resolve(file));
  const uri = path.startsWith("..")
    ? pathToFileURL(resolve(file)).href
    : pathToFileURL(`/${path}`).pathname.slice(1);
  return {
    physicalLocation: {
      artifactLocation: { uri },
      region: { startLine: line, startColumn: column, endColumn },
    },
  };
}
