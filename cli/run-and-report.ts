import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallbackSink } from "../conformance/callback-sink.ts";
import type { Target } from "../conformance/check.ts";
import type { Evidence } from "../conformance/compliance/evidence.ts";
import { fillForms } from "../conformance/compliance/form.ts";
import { needsSink } from "../conformance/needs-sink.ts";
import { renderConsole } from "../conformance/report/console.ts";
import { renderCucumber } from "../conformance/report/cucumber.ts";
import { renderHtml } from "../conformance/report/html.ts";
import { renderJson } from "../conformance/report/json.ts";
import { renderJunit } from "../conformance/report/junit.ts";
import type { Report, Wire } from "../conformance/result.ts";
import type { UseCaseRun } from "../conformance/run-options.ts";
import { runChecks } from "../conformance/runner.ts";
import { SUITES } from "../conformance/suites.ts";
import { buildReport } from "../conformance/verdict.ts";
import { withCompliance } from "./compliance/with-compliance.ts";
import { say } from "./messages/talk-en.ts";
import type { Pace } from "./read-pace.ts";
import type { Terminal } from "./terminal.ts";
import { checkProgress } from "./ui/check-progress.ts";
import { VERSION } from "./version.ts";

/** A run of checks: against what, how, and where its reports go. */
export interface CheckRun {
  readonly targets: readonly Target[];
  readonly useCases: readonly UseCaseRun[];
  readonly wires: readonly Wire[];
  readonly allowWrites: boolean;
  /** Only the checks that read are wanted; the others do not stand in the report. */
  readonly readsOnly?: true;
  /** Where it is another one than usual. */
  readonly pace?: Pace | undefined;
  readonly facts: Pick<Report, "stack" | "country" | "engine" | "environment" | "notes">;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** What there is to show besides the checks, for GovStack's requirements. */
  readonly evidence: () => Promise<Evidence>;
  /** Told the report once it is written. */
  readonly onReport?: ((report: Report) => Promise<void> | void) | undefined;
  /** Opens the place where call-backs arrive; asked only where a check needs one. */
  readonly openSink: () => Promise<CallbackSink | undefined>;
}

/** A run's sink, or why it has none. */
interface RunSink {
  readonly sink: CallbackSink | undefined;
  readonly notes: readonly string[];
}

/** Runs the checks, prints the table, writes the reports. Whether all is well. */
export async function runAndReport(terminal: Terminal, run: CheckRun): Promise<boolean> {
  terminal.talk(say.up.checking);
  const { sink, notes } = await openRunSink(terminal, run);
  const startedAt = new Date();
  const progress = checkProgress(terminal);
  try {
    const outcome = await runChecks({
      targets: run.targets,
      suites: SUITES,
      ...(run.readsOnly ? { only: (_part, { effect }) => effect === "read" } : {}),
      useCases: run.useCases,
      allowWrites: run.allowWrites,
      sink,
      signal: run.signal,
      ...run.pace?.limits,
      onEvent: progress.event,
    });
    progress.done();
    const facts = {
      ...run.facts,
      notes: [
        ...run.facts.notes,
        ...(run.pace?.notes ?? []),
        ...otherApis(run.targets),
        ...notes,
        ...(run.signal.aborted ? [say.up.interrupted] : []),
      ],
      tool: `country-stack ${VERSION}`,
      startedAt: startedAt.toISOString(),
      milliseconds: Date.now() - startedAt.getTime(),
      wires: run.wires,
    };
    const report = await withCompliance(buildReport(facts, outcome), run.evidence);
    const html = writeReports(run.folder, report);
    if (run.json) terminal.out(renderJson(report).trimEnd());
    else terminal.out(renderConsole(report, { colours: terminal.colour.out }).trimEnd());
    terminal.talk(say.report.html(html));
    await run.onReport?.(report);
    return report.verdict === "passed";
  } finally {
    await sink?.close().catch((error: Error) => terminal.talk(say.up.sinkStays(error.message)));
  }
}

/** What is not proven must not look as if it were. */
function otherApis(targets: readonly Target[]): string[] {
  return targets.flatMap(({ part, block, otherApi }) =>
    otherApi === undefined ? [] : [say.report.otherApi(part, block, otherApi)],
  );
}

/** Checks that need no sink tell something even where there is none. */
async function openRunSink(terminal: Terminal, run: CheckRun): Promise<RunSink> {
  const { targets, allowWrites, openSink, signal } = run;
  if (signal.aborted || !(await needsSink(targets, SUITES, allowWrites)))
    return { sink: undefined, notes: [] };
  try {
    return { sink: await openSink(), notes: [] };
  } catch (error) {
    if (signal.aborted) return { sink: undefined, notes: [] };
    const note = say.up.noSink((error as Error).message);
    terminal.talk(note);
    return { sink: undefined, notes: [note] };
  }
}

/**
 * Writes report.json, report.xml, report.ndjson (Cucumber messages), report.html, and compliance.json where it was
 * counted as GovStack does, into a folder; answers the path of the page.
 */
export function writeReports(folder: string, report: Report): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const html = join(folder, "report.html");
  writeFileSync(join(folder, "report.json"), renderJson(report), { mode: 0o600 });
  writeFileSync(join(folder, "report.xml"), renderJunit(report), { mode: 0o600 });
  writeFileSync(join(folder, "report.ndjson"), renderCucumber(report), { mode: 0o600 });
  const { compliance } = report;
  if (compliance !== undefined) {
    const forms = fillForms({ ...report, compliance }, { newId: randomUUID, link: "report.html" });
    writeFileSync(join(folder, "compliance.json"), `${JSON.stringify(forms, undefined, 2)}\n`, {
      mode: 0o600,
    });
  }
  writeFileSync(html, renderHtml(report), { mode: 0o600 });
  return html;
}
