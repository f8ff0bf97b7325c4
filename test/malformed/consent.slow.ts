import { expect, it } from "vitest";
import { createConsentTarget } from "./consent-target.ts";
import { readPlan, runMalformed } from "./run.ts";

const plan = readPlan();

it(`consent bears ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createConsentTarget(), plan);
  console.log(`consent, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
