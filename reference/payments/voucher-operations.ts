import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import type { Body } from "./body.ts";
import { institutionOf } from "./caller.ts";
import { VOUCHER_HEADERS } from "./headers.ts";
import { amountNumber } from "./money.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { change, changeVouchers } from "./voucher-change.ts";
import { creation, makeVouchers } from "./voucher-creation.ts";
import { NO_VOUCHER } from "./voucher-life.ts";
import { isRedemption, redeemByAgent } from "./voucher-redemption.ts";
import { findVoucher, statusAt } from "./vouchers.ts";

const RESPONSES = { 200: "what came of it", 400: "the request is not as it must be" };

/** `POST /vouchers` is three operations; which one, the query and the body say. */
const anything: Body<unknown> = { described: creation.described, read: (value) => value };

/** Vouchers (3.0). */
export function voucherOperations(server: PaymentsServer): Operation[] {
  return [
    definePayment({
      id: "createVouchers",
      summary: "Make vouchers; cancel or redeem them, with command=cancel or command=redeem",
      method: "POST",
      path: "/vouchers",
      query: [{ name: "command" }],
      body: anything,
      headers: VOUCHER_HEADERS,
      responses: RESPONSES,
      handle: (call) => onVouchers(server, call),
    }),
    definePayment({
      id: "activateVouchers",
      summary: "Activate vouchers",
      method: "PUT",
      path: "/vouchers",
      query: [{ name: "command", required: true }],
      body: change,
      headers: VOUCHER_HEADERS,
      responses: RESPONSES,
      handle: (call) => {
        if (call.query.get("command") !== "activate") throw badRequest("command must be activate");
        return changeVouchers(server, call, "activate");
      },
    }),
    statusOperation(server),
  ];
}

function onVouchers(server: PaymentsServer, call: Call): Promise<Answer> {
  const command = call.query.get("command") ?? "";
  if (isRedemption(command, call.body)) return redeemByAgent(server, call);
  if (command === "cancel")
    return changeVouchers(server, { ...call, body: change.read(call.body) }, "cancel");
  if (command === "") return makeVouchers(server, { ...call, body: creation.read(call.body) });
  throw badRequest("command must be cancel or redeem, or left out to make vouchers");
}

function statusOperation({ store }: PaymentsServer): Operation {
  return defineOperation({
    id: "getVoucherStatus",
    summary: "How a voucher stands",
    method: "GET",
    path: "/vouchers/{serialNumber}",
    query: [{ name: "fields", required: true }],
    headers: VOUCHER_HEADERS,
    responses: { 200: "its status", 400: "there is no such voucher" },
    handle: ({ params, query, headers }) => {
      if (query.get("fields") !== "status") throw badRequest("fields must be status");
      const serial = params["serialNumber"] ?? "";
      const voucher = store.read((db) => findVoucher(db, serial, institutionOf(headers) ?? ""));
      if (voucher === undefined) throw badRequest(NO_VOUCHER);
      const value = amountNumber(voucher.amount, voucher.currency);
      const status = statusAt(voucher, Date.now());
      return { status: 200, body: { status, serialNumber: voucher.serial, value } };
    },
  });
}
