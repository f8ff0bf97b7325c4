import { expect, it } from "vitest";
import { driveKills, readPlan } from "./drive.ts";
import { startPaymentsSink } from "./payments-sink.ts";
import { createPaymentsWorld } from "./payments-world.ts";
import { seededRandom } from "./random.ts";

const plan = readPlan();

it(`payments make and lose no money, and nothing acknowledged is lost: KILLS_SEED=${plan.seed} KILLS_POINTS=${plan.points}`, async () => {
  const sink = await startPaymentsSink(seededRandom(plan.seed), 0.02);
  try {
    const report = await driveKills(createPaymentsWorld(sink), plan);
    const callbacks = sink.arrived.length;
    console.log(`payments, seed ${plan.seed}, ${plan.points} kills, ${callbacks} call-backs:`, report);
    expect(report.complaints).toEqual([]);
    // Fewer would mean that the kills fell where nothing happened.
    expect(report.acknowledged).toBeGreaterThan(plan.points * 30);
    expect(report.unanswered).toBeGreaterThan(plan.points);
    expect(callbacks).toBeGreaterThan(plan.points);
  } finally {
    await sink.close();
  }
}, 3_600_000);
