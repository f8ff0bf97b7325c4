import { expect, it } from "vitest";
import { readPlan, runMalformed } from "./run.ts";
import { createWorkflowTarget } from "./workflow-target.ts";

const plan = readPlan();

it(`workflow bears ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createWorkflowTarget(), plan);
  console.log(`workflow, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
