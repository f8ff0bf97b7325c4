import type { Catalog, Stack } from "../charts/spi/index.ts";
import type { UseCase } from "../conformance/check.ts";
import type { Report } from "../conformance/result.ts";
import { hasAddress } from "../constructs/address.ts";
import type { Deployment } from "../deploy/engine.ts";
import { gatherEvidence, type RecordedRuns } from "./compliance/gather-evidence.ts";
import { openDeploymentSink } from "./open-sink.ts";
import type { Pace } from "./read-pace.ts";
import { runAndReport } from "./run-and-report.ts";
import { smokeOf, targetOf, useCaseRuns, wiresOf } from "./targets.ts";
import type { Terminal } from "./terminal.ts";

/** A deployment and what its checks may do. */
export interface DeploymentCheck {
  readonly stack: Stack;
  readonly catalog: Catalog;
  readonly deployment: Deployment;
  readonly engine: string;
  /** Where the reports go. */
  readonly reports: string;
  /** What is recorded of runs against it; absent where nobody asked. */
  readonly recorded?: RecordedRuns;
  /** Also in production. */
  readonly allowWrites: boolean;
  /** Only the checks that read, and no use case: the stack's data stay as they are. */
  readonly readsOnly?: true;
  /** The parts to check; without it all of them, and the use cases. */
  readonly parts?: readonly string[];
  /** Where it is another one than usual. */
  readonly pace?: Pace;
  /** What the report must say of this run. */
  readonly notes?: readonly string[];
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** Told the report once it is written. */
  readonly onReport?: (report: Report) => Promise<void> | void;
}

/** Runs every suite and use case against a deployment of ours and writes the reports. Whether all is well. */
export async function checkDeployment(terminal: Terminal, what: DeploymentCheck): Promise<boolean> {
  const { stack, deployment, parts: only } = what;
  const parts = stack.parts
    .filter((part) => only === undefined || only.includes(part.name))
    // What nobody calls has nothing to be asked.
    .filter(hasAddress);
  const targets = await Promise.all(
    parts.map(async (part) => {
      const addressOf = (port: string) => deployment.addressOf(part.name, port, "workstation");
      const address = await addressOf(part.product.conformance.port);
      const target = targetOf(stack, part, address, await deployment.headersOf?.(part.name));
      const smoke = smokeOf(part).map(async (check) => ({ check, url: await addressOf(check.port) }));
      const inside = await deployment.insideOf?.(part.name);
      return {
        ...target,
        ...(smoke.length === 0 ? {} : { smoke: await Promise.all(smoke) }),
        ...(inside === undefined ? {} : { inside }),
      };
    }),
  );
  const useCases = what.catalog.useCases as readonly UseCase[];
  return runAndReport(terminal, {
    targets,
    useCases: only === undefined && !what.readsOnly ? useCaseRuns(stack, useCases, targets) : [],
    wires: wiresOf(stack),
    allowWrites: !what.readsOnly && (what.allowWrites || stack.environment !== "production"),
    ...(what.readsOnly ? { readsOnly: true } : {}),
    pace: what.pace,
    facts: {
      stack: stack.name,
      country: stack.country.name,
      engine: what.engine,
      environment: stack.environment,
      notes: what.notes ?? [],
    },
    folder: what.reports,
    signal: what.signal,
    json: what.json,
    evidence: () => gatherEvidence(what),
    onReport: what.onReport,
    openSink: () => openDeploymentSink(deployment, what.signal),
  });
}
