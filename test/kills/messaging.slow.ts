import { expect, it } from "vitest";
import { driveKills, readPlan } from "./drive.ts";
import { startMessagingSink } from "./messaging-sink.ts";
import { createMessagingWorld } from "./messaging-world.ts";
import { seededRandom } from "./random.ts";

const plan = readPlan();

it(`messaging loses no e-mail that it accepted and no call-back that it owes: KILLS_SEED=${plan.seed} KILLS_POINTS=${plan.points}`, async () => {
  const sink = await startMessagingSink(seededRandom(plan.seed), 0.05);
  try {
    const report = await driveKills(createMessagingWorld(sink), plan);
    console.log(`messaging, seed ${plan.seed}, ${plan.points} kills:`, report);
    expect(report.complaints).toEqual([]);
    // Fewer would mean that the kills fell where nothing happened.
    expect(report.acknowledged).toBeGreaterThan(plan.points * 30);
    expect(report.unanswered).toBeGreaterThan(plan.points);
  } finally {
    await sink.close();
  }
});
