import { expect, it } from "vitest";
import { createMessagingTarget } from "./messaging-target.ts";
import { readPlan, runMalformed } from "./run.ts";

const plan = readPlan();

it(`messaging bears ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const { failures, ...report } = await runMalformed(createMessagingTarget(), plan);
  console.log(`messaging, seed ${plan.seed}:`, report);
  expect(failures.join("\n\n")).toBe("");
  expect(report.peakMegabytes).toBeLessThan(300);
});
