import type { CheckContext } from "../../check.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclinedOr200 } from "./answers.ts";
import { expectCalls } from "./arrivals.ts";
import { bodyRefusals } from "./body-refusals.ts";
import { expectBalances, FUNDS, newId } from "./town.ts";
import { activate, expectState, openActive, STATE, voucherApi, WORTH } from "./voucher.ts";
import {
  expectNotice,
  faultsOf,
  hides,
  noticeStatements,
  openMade,
  opens,
  send,
  sendWrong,
} from "./voucher-change.ts";

async function activates(context: CheckContext): Promise<void> {
  const { issuer, vouchers } = await openMade(context);
  const [one, other] = vouchers;
  if (one === undefined || other === undefined) return;
  const id = newId();
  for (const _ of ["first", "again"]) await send(context, issuer, "activate", [one], id);
  await expectNotice(context, "activate", id, []);
  await expectCalls(context, "notifyActivation", 1);
  await expectState(context, issuer, one, STATE.active);
  await expectState(context, issuer, other, STATE.preactivated, 10);
  await expectBalances(context, issuer.town, FUNDS - WORTH);
}

async function activatesNotTwice(context: CheckContext): Promise<void> {
  const { issuer, vouchers } = await openMade(context, [WORTH]);
  await activate(context, issuer, vouchers);
  await sendWrong(
    context,
    issuer,
    "activate",
    vouchers.map(({ serialNumber }) => serialNumber),
  );
  await expectBalances(context, issuer.town, FUNDS - WORTH);
}

async function activatesNotWithoutFunds(context: CheckContext): Promise<void> {
  const { issuer, vouchers } = await openMade(context, [WORTH], { funds: WORTH - 1 });
  const [one] = vouchers;
  if (one === undefined) return;
  const id = await sendWrong(context, issuer, "activate", [one.serialNumber]);
  await expectNotice(context, "activate", id, [one.serialNumber]);
  await expectState(context, issuer, one, STATE.preactivated);
  await expectBalances(context, issuer.town, WORTH - 1);
}

async function cancelsNotBack(context: CheckContext): Promise<void> {
  const { issuer, voucher } = await openActive(context);
  await send(context, issuer, "cancel", [voucher]);
  await sendWrong(context, issuer, "activate", [voucher.serialNumber]);
  await expectState(context, issuer, voucher, STATE.cancelled);
  await expectBalances(context, issuer.town, FUNDS);
}

const unusual = { needsSink: true };

/** Activating vouchers. */
export const activateChecks = checksOf(
  "activateVouchers",
  voucherApi("VoucherActivate", "PUT /vouchers"),
  [
    positive(
      "activate",
      "An activated voucher takes its worth from the payer, once, and others take nothing",
      activates,
    ),
    negative("activate-twice", "A voucher that is active takes nothing again", activatesNotTwice),
    negative(
      "activate-without-funds",
      "Without enough funds no voucher becomes active",
      activatesNotWithoutFunds,
    ),
    negative(
      "activate-cancelled",
      "A voucher that was cancelled does not become active again",
      cancelsNotBack,
    ),
    negative("activate-foreign", "Another institution cannot activate a voucher", hides("activate")),
    ...bodyRefusals(
      "activate",
      opens("activate"),
      faultsOf("RequestID", "VoucherInstructions"),
      unusual,
      expectDeclinedOr200,
    ),
  ],
  unusual,
);

/** Telling which vouchers could not be activated. */
export const activationNoticeChecks = checksOf(
  "notifyActivation",
  voucherApi("VoucherActivateResponse", "POST /callback-url"),
  noticeStatements("activated", "activate", activates),
  unusual,
);
