import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { action } from "./payment-actions.ts";
import { Model, SEED } from "./payments-model.ts";
import { type StartedPayments, startPayments, startReceiver } from "./started-payments.ts";

async function withServer(run: (server: StartedPayments, model: Model) => Promise<void>): Promise<void> {
  const server = startPayments({ seed: SEED, settings: { currency: "XTS", voucherLifetimeMs: 3600_000 } });
  const receiver = await startReceiver();
  try {
    await run(server, new Model(server, receiver));
  } finally {
    await server.close();
    await receiver.close();
  }
}

describe("money", () => {
  it("goes where a model says that it goes, whatever is asked in whatever order", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (actions) => {
        await withServer(async (server, model) => {
          for (const one of actions) {
            await model.carryOut(one);
            await server.settled();
          }
          expect(await model.actual()).toEqual(model.expected());
        });
      }),
      { numRuns: 50 },
    );
  });

  it("is neither made nor lost where everybody asks at once", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 60 }), async (actions) => {
        await withServer(async (server, model) => {
          for (const one of actions.filter((each) => each.kind === "voucher")) await model.carryOut(one);
          await Promise.all(actions.filter((each) => each.kind !== "voucher").map((one) => model.race(one)));
          await server.settled();
          expect(await model.soundness()).toEqual({
            balanced: true,
            complaints: [],
            total: "0.00",
            negative: [],
          });
          expect(await model.claims()).toEqual(await model.received());
        });
      }),
      { numRuns: 12 },
    );
  });
});
