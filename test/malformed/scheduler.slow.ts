import { expect, it } from "vitest";
import { readPlan, runMalformed } from "./run.ts";
import { createSchedulerTarget } from "./scheduler-target.ts";

const plan = readPlan();

it(`the scheduler bears ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createSchedulerTarget(), plan);
  console.log(`scheduler, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
