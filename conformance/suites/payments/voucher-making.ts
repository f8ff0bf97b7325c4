import type { CheckContext } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { CAPITAL, expectDeclinedOr200, expectTaken } from "./answers.ts";
import { expectAgain, expectCalls, refuseFirst } from "./arrivals.ts";
import { paysByVoucher } from "./bill-by-voucher.ts";
import { bodyRefusals, type Fault, type Scene, withContent } from "./body-refusals.ts";
import { type Issuer, openIssuer } from "./issuer.ts";
import { expectBalances, FUNDS, newId } from "./town.ts";
import {
  askState,
  cancelAfterwards,
  createVouchers,
  expectHanded,
  expectState,
  STATE,
  voucherApi,
  WORTH,
} from "./voucher.ts";

const AMOUNTS = [WORTH, 10];

async function makes(context: CheckContext): Promise<void> {
  const issuer = await openIssuer(context);
  const vouchers = await createVouchers(context, issuer, AMOUNTS);
  for (const [n, voucher] of vouchers.entries())
    await expectState(context, issuer, voucher, STATE.preactivated, AMOUNTS[n]);
  await expectBalances(context, issuer.town, FUNDS);
  await expectCalls(context, "tellVouchers", 1);
}

async function makesOnce(context: CheckContext): Promise<void> {
  const issuer = await openIssuer(context);
  const id = newId();
  for (const _ of ["first", "again"])
    expectTaken(await context.http.send(issuer.creation(AMOUNTS, id)), 200, CAPITAL, id);
  const { content } = await expectHanded(context, issuer, id, AMOUNTS);
  cancelAfterwards(context, issuer, content.voucherInstructions);
  await expectCalls(context, "tellVouchers", 1);
}

async function tellsAgain(context: CheckContext): Promise<void> {
  await refuseFirst(context);
  const issuer = await openIssuer(context);
  const id = newId();
  expectTaken(await context.http.send(issuer.creation(AMOUNTS, id)), 200, CAPITAL, id);
  const { content } = await expectHanded(context, issuer, id, AMOUNTS, expectAgain);
  cancelAfterwards(context, issuer, content.voucherInstructions);
}

async function opens(context: CheckContext): Promise<Scene> {
  const issuer = await openIssuer(context);
  return {
    request: issuer.creation([WORTH]),
    expectNothing: async () => {
      await expectCalls(context, "tellVouchers", 0);
      await expectBalances(context, issuer.town, FUNDS);
    },
  };
}

/** A fault in the one voucher that is ordered. */
const fault = (id: string, title: string, changes: object): Fault => ({
  id,
  title,
  changed: (request) => {
    const { voucherInstructions } = request.json as { readonly voucherInstructions: readonly object[] };
    return withContent(request, {
      voucherInstructions: voucherInstructions.map((one) => ({ ...one, ...changes })),
    });
  },
});

const faults: readonly Fault[] = [
  fault("negative-amount", "A voucher worth less than nothing is refused", { amount: -5 }),
  fault("wordy-amount", "A worth that is no number is refused", { amount: "much" }),
  fault("long-currency", "A currency of more than three letters is refused", { currency: "MONEY" }),
  {
    id: "long-id",
    title: "A request's id of more than 12 characters is refused",
    changed: (request) => withContent(request, { requestID: `${newId()}7` }),
  },
  {
    id: "empty",
    title: "An order of no vouchers is refused",
    changed: (request) => withContent(request, { voucherInstructions: [] }),
  },
];

const unusual = { needsSink: true };

/** Making vouchers. */
export const createVoucherChecks = checksOf(
  "createVouchers",
  voucherApi("VoucherPreactivationRequest", "POST /vouchers"),
  [
    positive(
      "make-vouchers",
      "Vouchers are made and handed over, each with its own numbers, and take no money yet",
      makes,
    ),
    positive("make-vouchers-again", "The same order sent twice makes no more vouchers", makesOnce),
    ...bodyRefusals("make-vouchers", opens, faults, unusual, expectDeclinedOr200),
  ],
  unusual,
);

/** Handing vouchers over. */
export const tellVoucherChecks = checksOf(
  "tellVouchers",
  voucherApi("VoucherCreationResponse", "POST /voucher-details-return"),
  [
    positive("vouchers-handed", "Each voucher that was ordered is handed over once", makes),
    positive("vouchers-handed-number", "The number that is handed over pays a bill", paysByVoucher),
    positive(
      "vouchers-handed-again",
      "Vouchers that could not be taken are handed over again, the same ones",
      tellsAgain,
    ),
  ],
  unusual,
);

async function hides(context: CheckContext): Promise<void> {
  const issuer = await openIssuer(context);
  const [voucher] = await createVouchers(context, issuer);
  await expectHidden(context, newId(), voucher?.serialNumber ?? "");
  if (voucher !== undefined) await expectState(context, issuer, voucher, STATE.preactivated);
}

async function expectHidden(context: CheckContext, institution: string, serialNumber: string): Promise<void> {
  const asked = await askState(context, institution, serialNumber);
  expectStatus(asked, 400, 404);
}

async function showsStates(context: CheckContext): Promise<void> {
  const issuer: Issuer = await openIssuer(context);
  const [one, other] = await createVouchers(context, issuer, [WORTH, 10]);
  if (one === undefined || other === undefined) return;
  await expectState(context, issuer, one, STATE.preactivated);
  await context.http.send(issuer.change("activate", [one.serialNumber]));
  await expectState(context, issuer, one, STATE.active);
  await expectState(context, issuer, other, STATE.preactivated, 10);
  await context.http.send(issuer.change("cancel", [one.serialNumber]));
  await expectState(context, issuer, one, STATE.cancelled);
}

/** Seeing the state of vouchers. */
export const voucherStateChecks = checksOf(
  "getVoucherStatus",
  voucherApi("VoucherStatus", "GET /vouchers/{serialNumber}"),
  [
    positive(
      "voucher-state",
      "A voucher shows what it is worth and each state that it comes to",
      showsStates,
      unusual,
    ),
    negative("voucher-state-foreign", "Another institution does not see a voucher", hides, unusual),
    negative(
      "voucher-state-unknown",
      "A voucher that does not exist is not found",
      (context) => expectHidden(context, newId(), "000000"),
      { effect: "read" },
    ),
  ],
);
