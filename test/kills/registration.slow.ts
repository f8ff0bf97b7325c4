import { expect, it } from "vitest";
import { driveKills, readPlan } from "./drive.ts";
import { createRegistrationWorld } from "./registration-world.ts";

const plan = readPlan();

it(`registration loses no application, decision or document that it acknowledged: KILLS_SEED=${plan.seed} KILLS_POINTS=${plan.points}`, async () => {
  const report = await driveKills(createRegistrationWorld(), plan);
  console.log(`registration, seed ${plan.seed}, ${plan.points} kills:`, report);
  expect(report.complaints).toEqual([]);
  // Fewer would mean that the kills fell where nothing happened.
  expect(report.acknowledged).toBeGreaterThan(plan.points * 30);
  expect(report.unanswered).toBeGreaterThan(plan.points);
});
