import { expect, it } from "vitest";
import { createConsentWorld } from "./consent-world.ts";
import { driveKills, readPlan } from "./drive.ts";

const plan = readPlan();

it(`consent loses nothing that it acknowledged, and its chain holds: KILLS_SEED=${plan.seed} KILLS_POINTS=${plan.points}`, async () => {
  const report = await driveKills(createConsentWorld(), plan);
  console.log(`consent, seed ${plan.seed}, ${plan.points} kills:`, report);
  expect(report.complaints).toEqual([]);
  // Fewer would mean that the kills fell where nothing happened.
  expect(report.acknowledged).toBeGreaterThan(plan.points * 30);
  expect(report.unanswered).toBeGreaterThan(plan.points);
  expect(report.verifyLog).toMatch(/the chain is unbroken/);
});
