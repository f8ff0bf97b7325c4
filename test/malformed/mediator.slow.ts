import { expect, it } from "vitest";
import { seededRandom } from "../kills/random.ts";
import { startSink } from "../kills/sink.ts";
import { createMediatorTarget } from "./mediator-target.ts";
import { readPlan, runMalformed } from "./run.ts";

const plan = readPlan();

it(`the mediator bears ${plan.count} malformed requests: MALFORMED_SEED=${plan.seed}`, async () => {
  const sink = await startSink(seededRandom(plan.seed), {});
  try {
    const { failures, ...report } = await runMalformed(createMediatorTarget(sink), plan);
    console.log(`mediator, seed ${plan.seed}:`, report);
    expect(failures.join("\n\n")).toBe("");
    expect(report.peakMegabytes).toBeLessThan(300);
  } finally {
    await sink.close();
  }
});
