import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { smoke } from "../../../charts/payments/mojaloop/smoke.ts";
import type { SmokeCheck } from "../../../charts/spi/index.ts";
import { VERSION } from "../../../cli/version.ts";
import type { Suite, Target } from "../../../conformance/check.ts";
import { renderJson } from "../../../conformance/report/json.ts";
import type { Report } from "../../../conformance/result.ts";
import { runChecks } from "../../../conformance/runner.ts";
import { smokeChecks } from "../../../conformance/smoke-checks.ts";
import { buildReport } from "../../../conformance/verdict.ts";
import { LEDGER_VERSION } from "../../../lab/software/central-ledger-image.ts";
import { publishReport } from "./publish-report.ts";

/** Where a ledger and the adapter in front of it are, and what a reader of the report must know. */
export interface LedgerRun {
  readonly stack: string;
  readonly adapter: string;
  readonly ledger: string;
  readonly notes: readonly string[];
}

/** Those of Mojaloop's smoke checks that speak of the ledger or the adapter; the others are about other services. */
const ANSWERED = ["adapter", "ledger", "participant"];

const asks = (id: string, title: string, path: string, json: Record<string, string | number>): SmokeCheck => {
  return { id, title, port: "ledger", method: "GET", path, expect: { status: 200, json } };
};

/** What the ledger itself answers after the transfers of the test. */
const OF_THE_LEDGER: readonly SmokeCheck[] = [
  asks("datastore", "The ledger has its database", "/health", { "/services/0/status": "OK" }),
  asks("broker", "The ledger has its broker", "/health", { "/services/1/status": "OK" }),
  asks("payer", "The payer's position is what it sent", "/participants/payerfsp/positions", {
    "/0/value": 1000,
  }),
  asks("payee", "The payee's position is what it got", "/participants/payeefsp/positions", {
    "/0/value": -1000,
  }),
];

/**
 * Runs the checks that a ledger without the rest of its hub can answer, publishes what they found where that is asked
 * for, and answers it. It is no result of Mojaloop as a whole, and so not under that product's name.
 */
export async function publishLedgerReport({ stack, adapter, ledger, notes }: LedgerRun): Promise<Report> {
  const startedAt = new Date();
  const target: Target = {
    part: "payments",
    block: "payments",
    product: `mojaloop-central-ledger ${LEDGER_VERSION}`,
    owner: "Ministry of Finance",
    url: ledger,
    headers: {},
    client: "XU/GOV/70003/payments",
    smoke: smoke.filter(({ id }) => ANSWERED.includes(id)).map((check) => ({ check, url: adapter })),
  };
  const outcome = await runChecks({
    targets: [target],
    suites: { payments: async () => suiteOf(target) },
    useCases: [],
    timeoutMs: 15_000,
  });
  const report = buildReport(
    {
      tool: `country-stack ${VERSION}`,
      stack,
      country: "Utopia",
      engine: "kubectl",
      environment: "development",
      startedAt: startedAt.toISOString(),
      milliseconds: Date.now() - startedAt.getTime(),
      notes: [
        "Only central-ledger of Mojaloop ran, and country-stack's own adapter: this is no result of the whole hub.",
      ],
      wires: [],
    },
    outcome,
  );
  const folder = mkdtempSync(join(tmpdir(), "country-stack-ledger-"));
  const file = join(folder, "report.json");
  writeFileSync(file, renderJson(report));
  publishReport(file, `payments/central-ledger-${LEDGER_VERSION}.json`, notes);
  rmSync(folder, { recursive: true });
  return report;
}

function suiteOf(target: Target): Suite {
  const own = OF_THE_LEDGER.map((check) => ({ check, url: target.url }));
  const checks = smokeChecks({ ...target, smoke: own }).map((check) => {
    return { ...check, section: `the administration of central-ledger ${LEDGER_VERSION}` };
  });
  return { block: "payments", specification: "none: the ledger is below GovStack's API", checks };
}
