import type { Suite } from "../../check.ts";
import { activateChecks, activationNoticeChecks } from "./activating.ts";
import { answerRequestChecks, tellRequestChecks } from "./agreeing.ts";
import { authorizationNoticeChecks, authorizeChecks } from "./authorizing.ts";
import { batchDetailChecks } from "./batch-detail.ts";
import { batchNoticeChecks } from "./batch-notice.ts";
import { billByVoucherChecks } from "./bill-by-voucher.ts";
import { billEndingChecks, payBillChecks } from "./bill-payments.ts";
import { markBillChecks, verdictChecks } from "./bill-verdicts.ts";
import { answerBillChecks, askBillerChecks } from "./billers.ts";
import { inquireBillChecks, tellBillChecks } from "./bills.ts";
import { cancelChecks, cancellationNoticeChecks } from "./cancelling.ts";
import { changeChecks } from "./changing.ts";
import { lookUpManyChecks, lookUpOneChecks } from "./looking-up.ts";
import { changeNoticeChecks, registrationNoticeChecks } from "./notices.ts";
import { olderPayChecks, olderValidateChecks } from "./older-batches.ts";
import { olderRegisterChecks, olderUpdateChecks } from "./older-mapper.ts";
import {
  olderActivateChecks,
  olderCancelChecks,
  olderMakeChecks,
  olderRedeemChecks,
  olderStateChecks,
} from "./older-vouchers.ts";
import { payBatchChecks } from "./paying.ts";
import { redeemChecks } from "./redeeming.ts";
import { registerChecks } from "./registering.ts";
import { askPayerChecks, requestChecks } from "./requesting.ts";
import { askStandingChecks, tellStandingChecks } from "./standing.ts";
import { validateChecks, validationNoticeChecks } from "./validating.ts";
import { createVoucherChecks, tellVoucherChecks, voucherStateChecks } from "./voucher-making.ts";

/**
 * The checks of payments. Each one makes a payer, an institution and, where it needs one, a biller of its own, where
 * the part says how, and looks at what they hold afterwards. Persons and vouchers cannot be removed: the persons are
 * struck off the list of those who may be paid, and the vouchers cancelled.
 */
const suite: Suite = {
  block: "payments",
  specification: "3.0; 1.x as the sandbox calls it",
  checks: [
    ...registerChecks,
    ...registrationNoticeChecks,
    ...changeChecks,
    ...changeNoticeChecks,
    ...lookUpOneChecks,
    ...lookUpManyChecks,
    ...validateChecks,
    ...validationNoticeChecks,
    ...payBatchChecks,
    ...batchNoticeChecks,
    ...batchDetailChecks,
    ...authorizeChecks,
    ...authorizationNoticeChecks,
    ...inquireBillChecks,
    ...askBillerChecks,
    ...answerBillChecks,
    ...tellBillChecks,
    ...payBillChecks,
    ...markBillChecks,
    ...verdictChecks,
    ...billEndingChecks,
    ...requestChecks,
    ...askPayerChecks,
    ...answerRequestChecks,
    ...tellRequestChecks,
    ...askStandingChecks,
    ...tellStandingChecks,
    ...billByVoucherChecks,
    ...createVoucherChecks,
    ...tellVoucherChecks,
    ...activateChecks,
    ...activationNoticeChecks,
    ...cancelChecks,
    ...cancellationNoticeChecks,
    ...redeemChecks,
    ...voucherStateChecks,
    ...olderRegisterChecks,
    ...olderUpdateChecks,
    ...olderValidateChecks,
    ...olderPayChecks,
    ...olderMakeChecks,
    ...olderActivateChecks,
    ...olderRedeemChecks,
    ...olderStateChecks,
    ...olderCancelChecks,
  ],
};

export default suite;
