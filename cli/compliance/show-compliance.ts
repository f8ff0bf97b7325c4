import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Compliance } from "../../conformance/compliance/compliance.ts";
import { fillForms } from "../../conformance/compliance/form.ts";
import { type CountedReport, readCounted } from "../../conformance/compliance/read-compliance.ts";
import { renderCucumber } from "../../conformance/report/cucumber.ts";
import { recommendedInWords, requiredInWords } from "../../conformance/report/html-compliance.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { complianceTalk as words } from "../messages/compliance-en.ts";
import { say } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";

/** What `compliance` was told on the command line. */
export interface ComplianceFlags {
  readonly data: string;
  readonly report?: string;
  readonly messages?: string;
  readonly form?: string;
  readonly json?: true;
}

/**
 * Prints the last report of a stack, or a report.json, as GovStack counts it. Ends with exit code 1 where a REQUIRED
 * requirement is not met; the exports do not judge.
 */
export async function showCompliance(
  terminal: Terminal,
  profile: string | undefined,
  flags: ComplianceFlags,
): Promise<void> {
  const asked = [flags.json, flags.messages, flags.form].filter((flag) => flag !== undefined);
  if (asked.length > 1) throw new UsageError(words.oneOutput);
  const file = await fileOf(terminal, profile, flags);
  const hint = profile === undefined ? words.otherHint : words.noReportHint(profile);
  const report = readReportAt(file, hint);
  if (flags.messages !== undefined) {
    terminal.out(messagesOf(report, flags.messages).trimEnd());
    return;
  }
  const { compliance } = report;
  if (compliance === undefined) throw new UsageError(words.notCounted(file), hint);
  if (flags.form !== undefined) {
    terminal.out(JSON.stringify(formOf({ ...report, compliance }, flags.form), undefined, 2));
    return;
  }
  if (flags.json) terminal.out(JSON.stringify(compliance));
  else {
    terminal.out(complianceText(report, compliance));
    terminal.talk(words.counted);
    const page = file.replace(/json$/, "html");
    if (existsSync(page)) terminal.talk(say.report.html(page));
  }
  if (compliance.required["not met"] > 0) throw new Exit(EXIT.failed);
}

async function fileOf(
  terminal: Terminal,
  profile: string | undefined,
  flags: ComplianceFlags,
): Promise<string> {
  if (flags.report !== undefined) return flags.report;
  if (profile === undefined) throw new UsageError(words.nothing, words.otherHint);
  const { stack } = await openStack(profile, terminal, { json: flags.json === true });
  return join(flags.data, stack.name, "reports", "report.json");
}

function readReportAt(file: string, hint: string): CountedReport {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(words.noReport(file, code === "ENOENT" ? words.noFile : message), hint);
  }
  const report = readCounted(text);
  if (report === undefined) throw new UsageError(words.noReport(file, words.noForm), hint);
  return report;
}

/** The messages of one part, as an upload of the web app is about one block of one software. */
function messagesOf(report: CountedReport, part: string): string {
  const asked = report.parts.filter(({ results }) => results.some(({ operation }) => operation !== "smoke"));
  const parts = asked.filter((one) => one.part === part);
  if (parts.length === 0) throw new UsageError(words.noPart(part), words.known(asked.map((one) => one.part)));
  return renderCucumber({ ...report, parts, useCases: [] });
}

function formOf(report: CountedReport & { readonly compliance: Compliance }, product: string) {
  const forms = fillForms(report, { newId: randomUUID, link: "report.html" });
  const form = forms.find(({ softwareName }) => softwareName === product);
  const names = forms.map(({ softwareName }) => softwareName);
  if (form === undefined) throw new UsageError(words.noProduct(product), words.known(names));
  return form;
}

/** The table of interfaces, that of requirements, what is not met and why, and what a person is asked. */
export function complianceText(
  { stack, startedAt }: Pick<CountedReport, "stack" | "startedAt">,
  compliance: Compliance,
): string {
  const { api, requirements, required, recommended } = compliance;
  const rows = (level: string) => requirements.filter((one) => one.level === level);
  const failed = requirements.flatMap(({ id, evidence }) =>
    evidence
      .filter(({ outcome }) => outcome === "failed")
      .map(({ text, block }) => words.reason(id, block === undefined ? text : `${block}: ${text}`)),
  );
  const questions = requirements.flatMap(({ id, state, question }) =>
    state === "attest" && question !== undefined ? [words.question(id, question)] : [],
  );
  const sections = [
    [words.title(stack, startedAt)],
    api.length === 0 ? [] : [apiTable(api)],
    section(words.required, [requiredInWords(required), requirementTable(rows("REQUIRED"))]),
    section(words.recommended, [recommendedInWords(recommended), requirementTable(rows("RECOMMENDED"))]),
    section(words.reasons, failed),
    section(words.open, openReasons(requirements)),
    section(words.attest, questions),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** Why requirements are not assessed: each reason once, with those that it keeps open. */
function openReasons(requirements: Compliance["requirements"]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, evidence } of requirements.filter(({ state }) => state === "not assessed")) {
    for (const { text, block } of evidence.filter(({ outcome }) => outcome === "absent")) {
      const reason = block === undefined ? text : `${block}: ${text}`;
      byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
    }
  }
  return [...byReason].map(([reason, ids]) => words.openReason(reason, ids));
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function apiTable(api: Compliance["api"]): string {
  const columns = words.apiColumns.map((title, index) =>
    index > 1 ? { title, align: "right" as const } : { title },
  );
  return formatTable(
    columns,
    api.map(({ block, product, passed, failed, skipped, compatibility }) => [
      block,
      product,
      `${passed}`,
      `${failed}`,
      `${skipped}`,
      compatibility?.toFixed(4) ?? words.noFigure,
    ]),
  );
}

function requirementTable(requirements: Compliance["requirements"]): string {
  return formatTable(
    words.requirementColumns.map((title) => ({ title })),
    requirements.map(({ state, id, text }) => [state, id, text]),
  );
}
