import { z } from "zod";
import type { Answer, Call } from "../operation.ts";
import { defineBody, textField } from "./body.ts";
import { institutionOf } from "./caller.ts";
import { amountNumber } from "./money.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import { text } from "./shapes.ts";
import { NO_VOUCHER, type Redeemed, redeemVoucher } from "./voucher-life.ts";
import { findVoucher, type Voucher } from "./vouchers.ts";

const redemption = defineBody(
  z.object({
    requestID: text(12),
    voucherSerialNumber: text(20),
    agentID: text(10),
    // Six digits, or the voucher number of 44 characters as it was returned to the issuer.
    voucherSecretNumber: text(44),
  }),
);

/** Whether a request to `/vouchers` is a redemption: the file's own enum has `cancel` for its command. */
export function isRedemption(command: string, body: unknown): boolean {
  const names = command === "cancel" && textField(body, "voucherserialnumber") !== undefined;
  return command === "redeem" || names;
}

/** Voucher Redemption (3.0): pays a voucher out at an agent's. A failure is an answer like any other. */
export function redeemByAgent(
  { store, key, wake }: PaymentsServer,
  { headers, body }: Call,
): Promise<Answer> {
  const scope = institutionOf(headers) ?? "";
  const given = redemption.read(body);
  const { requestID: id, voucherSerialNumber: serial, agentID: agent, voucherSecretNumber: secret } = given;
  const now = Date.now();
  const done = store.write((db) =>
    answerOnce(db, { kind: "redeem voucher", scope, id, digest: digestOf(given) }, () => {
      const voucher = findVoucher(db, serial, scope);
      const redeemed =
        voucher === undefined
          ? { reason: NO_VOUCHER }
          : redeemVoucher(db, voucher, { agent, secret, key }, now);
      return { status: 200, body: describeRedemption(voucher, serial, redeemed, now) };
    }),
  );
  return done.finally(wake);
}

/** What came of a redemption, as Voucher Redemption (3.0) has it. */
export function describeRedemption(
  voucher: Voucher | undefined,
  serial: string,
  redeemed: Redeemed,
  now: number,
): Record<string, unknown> {
  const isDone = "transfer" in redeemed;
  return {
    status: isDone ? 1 : 0,
    message: isDone ? "redeemed" : redeemed.reason,
    serialNumber: serial,
    value: isDone && voucher !== undefined ? amountNumber(voucher.amount, voucher.currency) : 0,
    timestamp: new Date(now).toISOString(),
    ...(isDone ? { transactionId: String(redeemed.transfer).padStart(12, "0") } : {}),
  };
}
