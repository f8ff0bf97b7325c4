import { join } from "node:path";
import type { Catalog, Stack } from "../charts/spi/index.ts";
import type { UseCase } from "../conformance/check.ts";
import type { Deployment } from "../deploy/engine.ts";
import { runAndReport } from "./run-and-report.ts";
import { targetOf, useCaseRuns, wiresOf } from "./targets.ts";
import type { Terminal } from "./terminal.ts";

/** A deployment and what its checks may do. */
export interface DeploymentCheck {
  readonly stack: Stack;
  readonly catalog: Catalog;
  readonly deployment: Deployment;
  readonly engine: string;
  /** The stack's folder; reports go to `reports/` below it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly json: boolean;
}

/** Runs every suite and use case against a deployment of ours and writes the reports. Whether all is well. */
export async function checkDeployment(terminal: Terminal, what: DeploymentCheck): Promise<boolean> {
  const { stack, deployment } = what;
  const targets = await Promise.all(
    stack.parts.map(async (part) => {
      const address = await deployment.addressOf(part.name, part.product.conformance.port, "workstation");
      return targetOf(stack, part, address);
    }),
  );
  return runAndReport(terminal, {
    targets,
    useCases: useCaseRuns(stack, what.catalog.useCases as readonly UseCase[], targets),
    wires: wiresOf(stack),
    allowWrites: stack.environment !== "production",
    facts: {
      stack: stack.name,
      country: stack.country.name,
      engine: what.engine,
      environment: stack.environment,
      notes: [],
    },
    folder: join(what.folder, "reports"),
    signal: what.signal,
    json: what.json,
  });
}
