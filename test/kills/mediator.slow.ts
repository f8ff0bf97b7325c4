import { expect, it } from "vitest";
import { driveKills, readPlan } from "./drive.ts";
import { createMediatorWorld } from "./mediator-world.ts";
import { seededRandom } from "./random.ts";
import { startSink } from "./sink.ts";

const plan = readPlan();

it(`the mediator loses nothing that it acknowledged or owes: KILLS_SEED=${plan.seed} KILLS_POINTS=${plan.points}`, async () => {
  const sink = await startSink(seededRandom(plan.seed), { "/any-order": 0.05, "/in-order": 0.01 });
  try {
    const report = await driveKills(createMediatorWorld(sink), plan);
    console.log(`mediator, seed ${plan.seed}, ${plan.points} kills:`, report);
    expect(report.complaints).toEqual([]);
    expect(report.verifyLog).toContain("the message log verifies");
    // Fewer would mean that the kills fell where nothing happened.
    expect(report.acknowledged).toBeGreaterThan(plan.points * 30);
    expect(report.unanswered).toBeGreaterThan(plan.points);
  } finally {
    await sink.close();
  }
});
