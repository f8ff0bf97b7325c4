import { z } from "zod";
import { type Answer, defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { type Body, defineBody } from "./body.ts";
import { amountNumber, parseAmount } from "./money.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import { amount, currency, text } from "./shapes.ts";
import { activateVoucher, cancelVoucher, NO_VOUCHER, redeemVoucher } from "./voucher-life.ts";
import { describeRedemption } from "./voucher-redemption.ts";
import { createVoucher, findByNumber, findVoucher, isKnownGroup, STATUS, statusAt } from "./vouchers.ts";

const RESPONSES = { 200: "what came of it", 400: "the request is not as it must be" };
const STATUS_PATH = "/vouchers/voucherstatuscheck/{serial}";
/** Its pattern, and the spellings in use. */
const STATUS_ROUTES = ["/vouchers/voucherstatuscheck/:serial", "/vouchers/voucherStatusCheck/:serial"];
const MOST_AGENT = 60;
/** The institution that vouchers of 1.x belong to. */
const NOBODY = "";

/** What 1.x calls the states. */
const NAMES: Readonly<Record<number, string>> = {
  [STATUS.preActivated]: "Pre-Activated",
  [STATUS.active]: "Activated",
  [STATUS.cancelled]: "Cancelled",
  [STATUS.expired]: "Expired",
  [STATUS.redeemed]: "Redeemed",
  [STATUS.suspended]: "Suspended",
};

const preactivation = defineBody(
  z.object({
    voucher_amount: amount,
    voucher_currency: currency,
    voucher_group: z.string().trim().max(50).default(""),
    voucher_comment: z.string().max(200).default(""),
    Gov_Stack_BB: z.string().max(100).default(""),
  }),
);

const serialOnly = defineBody(
  z.object({ voucher_serial_number: text(20), Gov_Stack_BB: z.string().max(100).default("") }),
);

const redemption = defineBody(
  z
    .object({
      voucher_number: text(44).optional(),
      voucher_serial_number: text(20).optional(),
      voucher_secret_number: text(44).optional(),
      merchant_name: text(MOST_AGENT).optional(),
      agent_id: text(MOST_AGENT).optional(),
    })
    .refine(
      ({ voucher_number: number, voucher_serial_number: serial, voucher_secret_number: secret }) =>
        number !== undefined || (serial !== undefined && secret !== undefined),
      "voucher_number is required",
    )
    .refine(
      ({ merchant_name: merchant, agent_id: agent }) => (merchant ?? agent) !== undefined,
      "merchant_name is required",
    ),
);

type Redemption = typeof redemption extends Body<infer T> ? T : never;

/** The voucher routes of 1.x, of which there is no file (docs/adr/0012). Their vouchers belong to no institution. */
export function olderVoucherOperations(server: PaymentsServer): Operation[] {
  const { store, settings, key } = server;
  return [
    definePayment({
      id: "preactivateVoucher1",
      summary: "Make a voucher (1.x)",
      method: "POST",
      path: "/vouchers/voucher_preactivation",
      alsoAt: ["/vouchers/voucherPreactivation", "/vouchers/voucher-preactivation"],
      body: preactivation,
      responses: RESPONSES,
      handle: async ({ body }) => {
        const { voucher_currency: own, voucher_group: group, voucher_comment: comment } = body;
        const minor = parseAmount(body.voucher_amount, own);
        const made = await store.write((db) => {
          if (!isKnownGroup(db, group)) throw badRequest(`there is no voucher group ${group}`);
          const facts = { scope: NOBODY, program: null, batch: null, instruction: "", group, payee: "" };
          const expiresAt = Date.now() + settings.voucherLifetimeMs;
          return createVoucher(
            db,
            { ...facts, currency: own, amount: minor, narration: comment, expiresAt },
            key,
          );
        });
        const body1 = {
          voucher_number: made.secret,
          voucher_serial_number: made.serial,
          expiry_date_time: new Date(made.expiresAt).toISOString(),
        };
        return { status: 200, body: body1 };
      },
    }),
    definePayment({
      id: "activateVoucher1",
      summary: "Activate a voucher (1.x)",
      method: "PATCH",
      path: "/vouchers/voucher_activation",
      alsoAt: ["/vouchers/voucherActivation", "/vouchers/voucher-activation"],
      body: serialOnly,
      responses: RESPONSES,
      handle: ({ body }) => change(server, body.voucher_serial_number, "activate"),
    }),
    definePayment({
      id: "redeemVoucher1",
      summary: "Redeem a voucher (1.x)",
      method: "POST",
      path: "/vouchers/voucher_redemption",
      alsoAt: ["/vouchers/voucherRedemption", "/vouchers/voucher-redemption"],
      body: redemption,
      responses: RESPONSES,
      handle: ({ body }) => redeemOnce(server, body),
    }),
    checkOperation(server),
    defineOperation({
      id: "cancelVoucher1",
      summary: "Cancel a voucher (1.x)",
      method: "PATCH",
      path: STATUS_PATH,
      routes: STATUS_ROUTES,
      responses: RESPONSES,
      handle: ({ params }) => change(server, params["serial"] ?? "", "cancel"),
    }),
  ];
}

function checkOperation({ store }: PaymentsServer): Operation {
  return defineOperation({
    id: "checkVoucher1",
    summary: "How a voucher stands (1.x)",
    method: "GET",
    path: STATUS_PATH,
    routes: STATUS_ROUTES,
    responses: RESPONSES,
    handle: ({ params }) => {
      const voucher = store.read((db) => findVoucher(db, params["serial"] ?? "", NOBODY));
      if (voucher === undefined) throw badRequest(NO_VOUCHER);
      const { serial, amount: minor, currency: own } = voucher;
      const status = statusAt(voucher, Date.now());
      const value = amountNumber(minor, own);
      return { status: 200, body: { voucher_status: NAMES[status], status, serialNumber: serial, value } };
    },
  });
}

/** Once more for a voucher that is as it is to be: requests of 1.x have no ids, and may come twice. */
function change({ store }: PaymentsServer, serial: string, command: "activate" | "cancel"): Promise<Answer> {
  const [apply, wanted] =
    command === "activate" ? [activateVoucher, STATUS.active] : [cancelVoucher, STATUS.cancelled];
  const now = Date.now();
  return store.write((db) => {
    const voucher = findVoucher(db, serial, NOBODY);
    if (voucher === undefined) throw badRequest(NO_VOUCHER);
    const reason = statusAt(voucher, now) === wanted ? undefined : apply(db, voucher, now);
    if (reason !== undefined) throw badRequest(reason);
    return { status: 200, body: { result_status: NAMES[wanted], serialNumber: voucher.serial } };
  });
}

function redeemOnce({ store, key }: PaymentsServer, given: Redemption): Promise<Answer> {
  const digest = digestOf(given);
  return store.write((db) =>
    answerOnce(db, { kind: "redemption 1.x", scope: NOBODY, id: digest, digest }, () => {
      const { voucher_number: number, voucher_serial_number: serial = "" } = given;
      const voucher = number === undefined ? findVoucher(db, serial, NOBODY) : findByNumber(db, number);
      if (voucher === undefined) throw badRequest(NO_VOUCHER);
      const agent = given.agent_id ?? given.merchant_name ?? "";
      const secret = number ?? given.voucher_secret_number ?? "";
      const now = Date.now();
      const redeemed = redeemVoucher(db, voucher, { agent, secret, key }, now);
      const body = describeRedemption(voucher, voucher.serial, redeemed, now);
      // A refusal would take the count of wrong secret numbers back with everything else.
      if ("reason" in redeemed)
        return { status: 400, body: { ResponseCode: "01", ResponseDescription: redeemed.reason, ...body } };
      return { status: 200, body: { result_status: NAMES[STATUS.redeemed], ...body } };
    }),
  );
}
