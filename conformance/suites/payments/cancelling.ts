import type { CheckContext } from "../../check.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclinedOr200 } from "./answers.ts";
import { expectCalls } from "./arrivals.ts";
import { bodyRefusals } from "./body-refusals.ts";
import { expectBalances, FUNDS, newId } from "./town.ts";
import { expectState, openActive, STATE, voucherApi, WORTH } from "./voucher.ts";
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

async function cancels(context: CheckContext): Promise<void> {
  const { issuer, vouchers } = await openMade(context);
  const [one, other] = vouchers;
  if (one === undefined || other === undefined) return;
  await send(context, issuer, "activate", [one, other]);
  await expectBalances(context, issuer.town, FUNDS - WORTH - 10);
  const id = newId();
  for (const _ of ["first", "again"]) await send(context, issuer, "cancel", [one], id);
  await expectNotice(context, "cancel", id, []);
  await expectCalls(context, "confirmVoucherCancellation", 1);
  await expectState(context, issuer, one, STATE.cancelled);
  await expectState(context, issuer, other, STATE.active, 10);
  await expectBalances(context, issuer.town, FUNDS - 10);
}

async function cancelsNotTwice(context: CheckContext): Promise<void> {
  const { issuer, voucher } = await openActive(context);
  await send(context, issuer, "cancel", [voucher]);
  await sendWrong(context, issuer, "cancel", [voucher.serialNumber]);
  await expectState(context, issuer, voucher, STATE.cancelled);
  await expectBalances(context, issuer.town, FUNDS);
}

const unusual = { needsSink: true };

/** Cancelling vouchers. */
export const cancelChecks = checksOf(
  "cancelVouchers",
  voucherApi("VoucherCancellation", "POST /vouchers"),
  [
    positive(
      "cancel",
      "A cancelled voucher gives its worth back to the payer, and others keep theirs",
      cancels,
    ),
    negative("cancel-twice", "A voucher that was cancelled gives nothing back again", cancelsNotTwice),
    negative("cancel-foreign", "Another institution cannot cancel a voucher", hides("cancel")),
    ...bodyRefusals(
      "cancel",
      opens("cancel"),
      faultsOf("requestID", "voucherInstructions"),
      unusual,
      expectDeclinedOr200,
    ),
  ],
  unusual,
);

/** Telling which vouchers could not be cancelled. */
export const cancellationNoticeChecks = checksOf(
  "confirmVoucherCancellation",
  voucherApi("VoucherCancellationResponse", "POST /vouchers/cancellation/confirmation"),
  noticeStatements("cancelled", "cancel", cancels),
  unusual,
);
