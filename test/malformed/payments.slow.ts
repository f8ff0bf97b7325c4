import { expect, it } from "vitest";
import { createPaymentsTarget } from "./payments-target.ts";
import { readPlan, runMalformed } from "./run.ts";

const plan = readPlan();

it(`payments bear ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createPaymentsTarget(), plan);
  console.log(`payments, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
