import { expect, it } from "vitest";
import { createIdentityTarget } from "./identity-target.ts";
import { readPlan, runMalformed } from "./run.ts";

const plan = readPlan();

it(`the identity server bears ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createIdentityTarget(), plan);
  console.log(`identity, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
