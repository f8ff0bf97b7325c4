import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { inquire, tellWaiting } from "./bill-inquiries.ts";
import { confirmBillPayment, findOpenPayment, takeBillPayment } from "./bill-payments.ts";
import { saveBill } from "./bills.ts";
import { type Body, defineBody } from "./body.ts";
import { callbackOf, correlationOf, payerInstitutionOf, tenantOf } from "./caller.ts";
import { BILL_HEADERS } from "./headers.ts";
import { requireInstitution } from "./parties.ts";
import { findBiller } from "./payees.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import { minorAmount, text } from "./shapes.ts";

const RESPONSES = { 202: "accepted", 400: "the request is not as it must be" };
const LONGEST_ID = 12;

const moment = z.union([z.int().min(0), z.iso.datetime({ offset: true }), z.iso.date()]);

/** Bill Inquiry Response from Biller/Aggregator (3.0): the file that does not parse. */
const billAnswer = defineBody(
  z.object({
    code: z.union([z.string().max(2), z.int()]),
    reason: z.string().max(200),
    requestID: text(LONGEST_ID),
    billId: text(20),
    billDetails: z
      .object({
        billStatus: z.string().max(10).default("UNPAID"),
        dueDate: moment.optional(),
        amountonDueDate: minorAmount,
        amountAfterDueDate: minorAmount.optional(),
      })
      .optional(),
  }),
);

/** Payer FI to Payments BB Notification (3.0). */
const payment = defineBody(
  z.object({
    requestId: text(LONGEST_ID),
    billInquiryRequestId: text(LONGEST_ID),
    billId: text(20),
    paymentReferenceID: text(16),
  }),
);

/** Bill Payment Notification Status Update (3.0). */
const paymentAnswer = defineBody(
  z.object({
    requestId: text(LONGEST_ID),
    billId: text(20),
    status: z.enum(["ACK", "RJC"]),
    rejectReason: z.enum(["Def", "Dup", "Und"]).optional(),
  }),
);

/** `POST /billTransferRequests` is two operations; which one, the body says. */
const either: Body<unknown> = { described: payment.described, read: (value) => value };

type BillAnswer = typeof billAnswer extends Body<infer T> ? T : never;

/** Bills of government (P2G): questions about them, and their payment. */
export function billOperations(server: PaymentsServer): Operation[] {
  return [
    inquireOperation(server),
    definePayment({
      id: "answerBillInquiry",
      summary: "The biller's answer about a bill",
      method: "POST",
      path: "/bills/{billId}",
      body: billAnswer,
      headers: BILL_HEADERS,
      responses: RESPONSES,
      handle: (call) => answerInquiry(server, call),
    }),
    definePayment({
      id: "notifyBillPayment",
      summary: "An institution has a bill's money; or a biller has marked the bill",
      method: "POST",
      path: "/billTransferRequests",
      body: either,
      headers: BILL_HEADERS,
      responses: RESPONSES,
      handle: (call) => {
        const names = Object.keys((call.body ?? {}) as object).map((name) => name.toLowerCase());
        return names.includes("status") ? answerPayment(server, call) : notifyPayment(server, call);
      },
    }),
  ];
}

function inquireOperation({ store, settings, wake }: PaymentsServer): Operation {
  return defineOperation({
    id: "inquireBill",
    summary: "Ask about a bill; the answer is called back",
    method: "GET",
    path: "/bills/{billId}",
    query: [{ name: "fields", required: true }, { name: "requestId" }],
    headers: BILL_HEADERS,
    responses: RESPONSES,
    handle: async ({ params, query, headers }) => {
      if (query.get("fields") !== "inquiry") throw badRequest("fields must be inquiry");
      const correlation = correlationOf(headers);
      const tenant = tenantOf(headers);
      const institution = payerInstitutionOf(headers);
      const callback = callbackOf(headers, settings.allowLoopbackTargets);
      const request = query.get("requestId") || correlation.slice(0, LONGEST_ID);
      if (request.length > LONGEST_ID) throw badRequest(`requestId is longer than ${LONGEST_ID} characters`);
      const { billId = "" } = params;
      if (billId.length > 20) throw badRequest("billId is longer than 20 characters");
      await store.write((db) => {
        requireInstitution(db, institution);
        inquire(db, { institution, request, bill: billId, tenant, correlation, callback }, Date.now());
      });
      wake();
      return { status: 202, body: { responseCode: "00", reason: "the answer follows", requestId: request } };
    },
  });
}

async function answerInquiry(
  { store, wake }: PaymentsServer,
  { params, headers, body }: Call<BillAnswer>,
): Promise<Answer> {
  correlationOf(headers);
  const tenant = tenantOf(headers);
  const { billId: bill, requestID: id, reason, billDetails: details } = body;
  if (bill !== params["billId"]) throw badRequest("billId is not the bill of the path");
  const isKnown = Number(body.code) === 0 && details !== undefined;
  const key = { kind: "bill answer", scope: tenant, id, digest: digestOf(body) };
  const answer = await store.write((db) =>
    answerOnce(db, key, () => {
      if (findBiller(db, tenant) === undefined) throw badRequest("Platform-TenantId names no biller");
      if (isKnown) saveAnswer(db, tenant, bill, details);
      const told = tellWaiting(db, { biller: tenant, bill, reason }, Date.now());
      if (told === 0) throw badRequest("nobody waits for an answer about this bill");
      return accepted(id, "the answer is passed on");
    }),
  );
  wake();
  return answer;
}

function saveAnswer(
  db: DatabaseSync,
  biller: string,
  id: string,
  details: NonNullable<BillAnswer["billDetails"]>,
): void {
  const { amountonDueDate: amount, amountAfterDueDate: lateAmount = amount, dueDate, billStatus } = details;
  const status = billStatus.toUpperCase() === "PAID" ? "PAID" : "UNPAID";
  saveBill(db, { biller, id, amount, lateAmount, dueAt: readMoment(dueDate), status });
}

async function notifyPayment(server: PaymentsServer, { headers, body }: Call): Promise<Answer> {
  const { store, settings, wake } = server;
  const given = payment.read(body);
  const correlation = correlationOf(headers);
  const tenant = tenantOf(headers);
  const institution = payerInstitutionOf(headers);
  const callback = callbackOf(headers, settings.allowLoopbackTargets);
  const {
    requestId: request,
    billInquiryRequestId: inquiry,
    billId: bill,
    paymentReferenceID: reference,
  } = given;
  const key = { kind: "bill payment", scope: institution, id: request, digest: digestOf(given) };
  const notice = { institution, request, inquiry, bill, reference, tenant, correlation, callback };
  const answer = await store.write((db) =>
    answerOnce(db, key, () => {
      requireInstitution(db, institution);
      takeBillPayment(db, notice, settings.currency, Date.now());
      return accepted(request, "the result follows");
    }),
  );
  wake();
  return answer;
}

async function answerPayment(server: PaymentsServer, { headers, body }: Call): Promise<Answer> {
  const { store, settings, wake } = server;
  const given = paymentAnswer.read(body);
  correlationOf(headers);
  tenantOf(headers);
  const institution = payerInstitutionOf(headers);
  const { requestId: request, billId: bill, status, rejectReason = "Def" } = given;
  const key = { kind: "bill payment answer", scope: institution, id: request, digest: digestOf(given) };
  const answer = await store.write((db) =>
    answerOnce(db, key, () => {
      const open = findOpenPayment(db, { institution, request, bill });
      if (open === undefined) throw badRequest("no payment of this bill waits for an answer");
      const reason = status === "ACK" ? undefined : rejectReason;
      confirmBillPayment(db, open, reason, settings.currency, Date.now());
      return accepted(request, "the answer is passed on");
    }),
  );
  wake();
  return answer;
}

function accepted(id: string, reason: string): Answer {
  return { status: 202, body: { responseCode: "00", reason, requestID: id } };
}

/** Seconds since 1970, or a date; milliseconds since 1970. */
function readMoment(given: number | string | undefined): number | null {
  if (given === undefined) return null;
  return typeof given === "number" ? given * 1000 : Date.parse(given);
}
