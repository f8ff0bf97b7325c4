import { expect, it } from "vitest";
import { driveKills, readPlan } from "./drive.ts";
import { seededRandom } from "./random.ts";
import { startWorkflowSink } from "./workflow-sink.ts";
import { createWorkflowWorld } from "./workflow-world.ts";

const plan = readPlan();

it(`workflow loses no process, instance, task, call or timer: KILLS_SEED=${plan.seed} KILLS_POINTS=${plan.points}`, async () => {
  const sink = await startWorkflowSink(seededRandom(plan.seed), 0.05);
  try {
    const report = await driveKills(createWorkflowWorld(sink), plan);
    console.log(`workflow, seed ${plan.seed}, ${plan.points} kills:`, report);
    expect(report.complaints).toEqual([]);
    // Fewer would mean that the kills fell where nothing happened.
    expect(report.acknowledged).toBeGreaterThan(plan.points * 30);
    expect(report.unanswered).toBeGreaterThan(plan.points);
  } finally {
    await sink.close();
  }
});
