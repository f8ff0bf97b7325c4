import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "../../charts/spi/index.ts";
import type { Target, UseCase } from "../../conformance/check.ts";
import type { Report } from "../../conformance/result.ts";
import { runChecks } from "../../conformance/runner.ts";
import { SUITES } from "../../conformance/suites.ts";
import { buildReport } from "../../conformance/verdict.ts";
import type { Deployment } from "../../deploy/engine.ts";
import { createLocalEngine } from "../../deploy/local/local-engine.ts";
import { EXIT, Exit } from "../exit.ts";
import { openForeignSink } from "../open-sink.ts";
import { targetOf, useCaseRuns, wiresOf } from "../targets.ts";
import { VERSION } from "../version.ts";

/** A stack to bring up for a run of checks, and what its report must say of it. */
export interface CheckedStack {
  readonly stack: Stack;
  /** The part whose suite runs. */
  readonly part: string;
  readonly useCases: readonly UseCase[];
  readonly notes: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Brings a stack up on this machine with data of its own, apart from any that runs, runs the suite of one part and
 * all use cases, and takes it down with its data.
 */
export async function runChecksOn(run: CheckedStack): Promise<Report> {
  const root = mkdtempSync(join(tmpdir(), "country-stack-swap-"));
  const { stack, signal } = run;
  try {
    const up = createLocalEngine(root).up(stack, [], { onEvent: () => undefined, signal });
    const deployment = await up.catch((error: unknown) => {
      throw signal.aborted ? new Exit(EXIT.interrupted) : error;
    });
    try {
      return await checkDeployed(run, deployment);
    } finally {
      await deployment.close();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function checkDeployed(run: CheckedStack, deployment: Deployment): Promise<Report> {
  const { stack, part, useCases, notes, signal } = run;
  const targets = await targetsIn(stack, deployment);
  const sink = await openForeignSink(targets);
  const startedAt = new Date();
  try {
    const outcome = await runChecks({
      targets,
      suites: SUITES,
      useCases: useCaseRuns(stack, useCases, targets),
      only: (name) => name === part,
      // Parts of our own are gone with their data; one that runs elsewhere is spared in production, as by `up`.
      allowWrites: stack.environment !== "production" || stack.parts.every(({ external }) => !external),
      sink,
      signal,
    });
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    const facts = {
      tool: `country-stack ${VERSION}`,
      stack: stack.name,
      country: stack.country.name,
      engine: "local",
      environment: stack.environment,
      startedAt: startedAt.toISOString(),
      milliseconds: Date.now() - startedAt.getTime(),
      notes,
      wires: wiresOf(stack),
    };
    const checked = outcome.parts.filter((each) => each.part === part);
    return buildReport(facts, { ...outcome, parts: checked });
  } finally {
    await sink?.close();
  }
}

function targetsIn(stack: Stack, deployment: Deployment): Promise<Target[]> {
  return Promise.all(
    stack.parts.map(async (part) => {
      const { port } = part.product.conformance;
      return targetOf(stack, part, await deployment.addressOf(part.name, port, "workstation"));
    }),
  );
}
