import { expect, it } from "vitest";
import { createRegistrationTarget } from "./registration-target.ts";
import { readPlan, runMalformed } from "./run.ts";

const plan = readPlan();

it(`registration bears ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createRegistrationTarget(), plan);
  console.log(`registration, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
