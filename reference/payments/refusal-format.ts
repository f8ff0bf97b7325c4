import type { Call, Operation } from "../operation.ts";
import type { Refusal } from "../refusal.ts";
import { textField } from "./body.ts";

type Format = (reason: string, request: string | undefined, call: Call | undefined) => unknown;

const LONGEST_REASON = 200;
const LONGEST_ID = 12;

const named =
  (code: string, text: string, ...ids: readonly string[]): Format =>
  (reason, request) => ({
    [code]: "01",
    [text]: reason,
    ...(request === undefined ? {} : Object.fromEntries(ids.map((id) => [id, request]))),
  });

const general = named("ResponseCode", "ResponseDescription", "RequestID");
const bill = named("responseCode", "reason", "requestId", "requestID");
const transfer = named("code", "reason", "requestID");
const requestToPay = named("responseCode", "responseDescription", "requestID");

/** A refused redemption says 0, a refused question about a voucher 9. */
const voucher =
  (status: number): Format =>
  (reason, _request, call) => {
    const serial = call?.params["serialNumber"] ?? textField(call?.body, "voucherserialnumber") ?? "";
    return { status, message: reason, serialNumber: serial.slice(0, 20), value: 0 };
  };

/** How the files of these operations write a 400; all others as `general` (docs/adr/0012). */
const FORMATS: Readonly<Record<string, Format>> = {
  inquireBill: bill,
  answerBillInquiry: bill,
  notifyBillPayment: transfer,
  getTransferRequest: transfer,
  requestToPay,
  answerRequestToPay: requestToPay,
  redeemVoucherForBill: named("code", "reason", "RequestID"),
  redeemVoucher: voucher(0),
  getVoucherStatus: voucher(9),
};

/** A refusal in the spelling of the operation's file, with the request's own id where it could be read. */
export function formatRefusal(
  { message }: Refusal,
  operation: Operation | undefined,
  call: Call | undefined,
): unknown {
  const id = isRedemption(operation, call) ? "redeemVoucher" : (operation?.id ?? "");
  return (FORMATS[id] ?? general)(message.slice(0, LONGEST_REASON), requestOf(call), call);
}

function requestOf(call: Call | undefined): string | undefined {
  const given = textField(call?.body, "requestid") ?? call?.query.get("requestId") ?? undefined;
  return given !== undefined && given.length <= LONGEST_ID ? given : undefined;
}

/** `POST /vouchers` is three operations in one path. */
function isRedemption(operation: Operation | undefined, call: Call | undefined): boolean {
  if (operation?.id !== "createVouchers") return false;
  return (
    call?.query.get("command") === "redeem" || textField(call?.body, "voucherserialnumber") !== undefined
  );
}
