import { expect, it } from "vitest";
import { createRegistriesTarget } from "./registries-target.ts";
import { readPlan, runMalformed } from "./run.ts";

const plan = readPlan();

it(`the registries bear ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createRegistriesTarget(), plan);
  console.log(`registries, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
