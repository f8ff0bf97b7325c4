import { expect, it } from "vitest";
import { driveKills, readPlan } from "./drive.ts";
import { seededRandom } from "./random.ts";
import { startSchedulerSink } from "./scheduler-sink.ts";
import { createSchedulerWorld } from "./scheduler-world.ts";

const plan = readPlan();

it(`the scheduler loses no appointment and no alert: KILLS_SEED=${plan.seed} KILLS_POINTS=${plan.points}`, async () => {
  const sink = await startSchedulerSink(seededRandom(plan.seed), 0.05);
  try {
    const report = await driveKills(createSchedulerWorld(sink), plan);
    console.log(`scheduler, seed ${plan.seed}, ${plan.points} kills:`, report);
    expect(report.complaints).toEqual([]);
    // Fewer would mean that the kills fell where nothing happened.
    expect(report.acknowledged).toBeGreaterThan(plan.points * 30);
    expect(report.unanswered).toBeGreaterThan(plan.points);
  } finally {
    await sink.close();
  }
});
