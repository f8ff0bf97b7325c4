import type { CheckContext } from "../../check.ts";
import { expectEqual } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";
import { bodyRefusals, type Scene, withContent } from "./body-refusals.ts";
import { older } from "./older.ts";
import {
  ACTIVATED,
  activation,
  cancellation,
  expectDone,
  MADE,
  makeVoucher,
  order,
  pathOf,
  REDEEMED,
  readState,
  redemption,
  type Voucher,
} from "./older-voucher.ts";

const unusual = { level: "OPTIONAL" } as const;

/** The four states of a voucher's life are four different answers. */
async function lives(context: CheckContext): Promise<void> {
  const [one, other] = [await makeVoucher(context), await makeVoucher(context)];
  const states = [await readState(context, one)];
  expectDone(await context.http.send(activation(one)), one);
  states.push(await readState(context, one));
  expectDone(await context.http.send(redemption(one)), one);
  states.push(await readState(context, one));
  expectEqual(await readState(context, other), states[0], "the state of a voucher that nobody touched");
  expectDone(await context.http.send(cancellation(other)), other);
  states.push(await readState(context, other));
  expectEqual(new Set(states).size, 4, "the number of different states");
}

async function makes(context: CheckContext): Promise<void> {
  const vouchers = [await makeVoucher(context), await makeVoucher(context)];
  for (const voucher of vouchers) {
    await readState(context, voucher);
    const days = (Date.parse(voucher.expiry_date_time) - Date.now()) / 86_400_000;
    expectEqual(days > 0, true, "whether the voucher is good for a while");
  }
  for (const name of ["voucher_number", "voucher_serial_number"] as const)
    expectEqual(new Set(vouchers.map((one) => one[name])).size, 2, `the number of ${name}s`);
}

async function redeemsOnce(context: CheckContext): Promise<void> {
  const voucher = await makeVoucher(context);
  expectDone(await context.http.send(activation(voucher)), voucher);
  for (const _ of ["first", "again"]) expectDone(await context.http.send(redemption(voucher)), voucher);
  expectDeclined(await context.http.send(redemption(voucher, "Test other agent")), 409);
}

async function redeemsNotInactive(context: CheckContext): Promise<void> {
  const voucher = await makeVoucher(context);
  const before = await readState(context, voucher);
  expectDeclined(await context.http.send(redemption(voucher)), 409);
  expectEqual(await readState(context, voucher), before, "the state of a voucher that was not redeemed");
}

async function redeemsNotCancelled(context: CheckContext): Promise<void> {
  const voucher = await makeVoucher(context);
  expectDone(await context.http.send(activation(voucher)), voucher);
  expectDone(await context.http.send(cancellation(voucher)), voucher);
  const before = await readState(context, voucher);
  expectDeclined(await context.http.send(redemption(voucher)), 409);
  expectEqual(await readState(context, voucher), before, "the state of a voucher that was cancelled");
}

async function activatesTwice(context: CheckContext): Promise<void> {
  const voucher = await makeVoucher(context);
  const before = await readState(context, voucher);
  for (const _ of ["first", "again"]) expectDone(await context.http.send(activation(voucher)), voucher);
  expectEqual(
    (await readState(context, voucher)) !== before,
    true,
    "whether the voucher is in another state",
  );
}

async function cancelsTwice(context: CheckContext): Promise<void> {
  const voucher = await makeVoucher(context);
  expectDone(await context.http.send(activation(voucher)), voucher);
  const before = await readState(context, voucher);
  for (const _ of ["first", "again"]) expectDone(await context.http.send(cancellation(voucher)), voucher);
  expectEqual(
    (await readState(context, voucher)) !== before,
    true,
    "whether the voucher is in another state",
  );
}

/** Nobody of this serial number: nothing is known, and nothing can be done. */
const unknown = { voucher_serial_number: "000000", voucher_number: "000000", expiry_date_time: "" };

const opens =
  (requestOf: (voucher: Voucher) => Scene["request"], activated: boolean) =>
  async (context: CheckContext) => {
    const voucher = await makeVoucher(context);
    if (activated) expectDone(await context.http.send(activation(voucher)), voucher);
    const before = await readState(context, voucher);
    return {
      request: requestOf(voucher),
      expectNothing: async () =>
        expectEqual(await readState(context, voucher), before, "the state of the voucher"),
    };
  };

/** Making vouchers by 1.x. */
export const olderMakeChecks = checksOf(
  "preactivateVoucher1",
  older(`POST ${MADE}`),
  [
    positive(
      "older-make-voucher",
      "Each voucher of 1.x has numbers of its own and is good for a while",
      makes,
    ),
    ...bodyRefusals(
      "older-make-voucher",
      async (context) => ({ request: await order(context), expectNothing: async () => undefined }),
      [
        {
          id: "negative-amount",
          title: "A voucher worth less than nothing is refused",
          changed: (request) => withContent(request, { voucher_amount: -5 }),
        },
      ],
      unusual,
    ),
  ],
  unusual,
);

/** Activating vouchers by 1.x. */
export const olderActivateChecks = checksOf(
  "activateVoucher1",
  older(`PATCH ${ACTIVATED}`),
  [
    positive("older-activate", "A voucher is activated, also where that is said twice", activatesTwice),
    positive("older-voucher-life", "Each state of a voucher's life is told from the others", lives),
    negative("older-activate-unknown", "A voucher that does not exist is not activated", async (context) => {
      expectDeclined(await context.http.send(activation(unknown)), 404);
    }),
    ...bodyRefusals("older-activate", opens(activation, false), [], unusual),
  ],
  unusual,
);

/** Redeeming vouchers by 1.x. */
export const olderRedeemChecks = checksOf(
  "redeemVoucher1",
  older(`POST ${REDEEMED}`),
  [
    positive("older-redeem", "A voucher is redeemed by one agent only", redeemsOnce),
    positive("older-redeem-seen", "A voucher that was redeemed is seen to be", lives),
    negative(
      "older-redeem-inactive",
      "A voucher that was never activated is not redeemed",
      redeemsNotInactive,
    ),
    negative("older-redeem-cancelled", "A voucher that was cancelled is not redeemed", redeemsNotCancelled),
    negative("older-redeem-unknown", "A voucher that does not exist is not redeemed", async (context) => {
      expectDeclined(await context.http.send(redemption(unknown)), 404);
    }),
    ...bodyRefusals("older-redeem", opens(redemption, true), [], unusual),
  ],
  unusual,
);

/** Seeing vouchers by 1.x. */
export const olderStateChecks = checksOf(
  "checkVoucher1",
  older("GET /vouchers/voucherstatuscheck/{serial}"),
  [
    positive("older-voucher-state", "Each state of a voucher's life is told from the others", lives),
    negative(
      "older-voucher-state-unknown",
      "A voucher that does not exist is not found",
      async (context) => {
        expectDeclined(await context.http.send({ path: pathOf(unknown) }), 404);
      },
      { effect: "read" },
    ),
  ],
  unusual,
);

/** Cancelling vouchers by 1.x. */
export const olderCancelChecks = checksOf(
  "cancelVoucher1",
  older("PATCH /vouchers/voucherstatuscheck/{serial}"),
  [
    positive("older-cancel", "A voucher is cancelled, also where that is said twice", cancelsTwice),
    negative("older-cancel-redeemed", "A voucher that was redeemed is not cancelled", async (context) => {
      const voucher = await makeVoucher(context);
      expectDone(await context.http.send(activation(voucher)), voucher);
      expectDone(await context.http.send(redemption(voucher)), voucher);
      const before = await readState(context, voucher);
      expectDeclined(await context.http.send(cancellation(voucher)), 409);
      expectEqual(await readState(context, voucher), before, "the state of a voucher that was redeemed");
    }),
    negative("older-cancel-unknown", "A voucher that does not exist is not cancelled", async (context) => {
      expectDeclined(await context.http.send(cancellation(unknown)), 404);
    }),
  ],
  unusual,
);
