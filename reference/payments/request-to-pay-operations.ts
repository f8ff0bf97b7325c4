import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { type Body, defineBody } from "./body.ts";
import { billerOf, callbackOf, correlationOf, tenantOf } from "./caller.ts";
import { acknowledge } from "./envelope.ts";
import { REQUEST_TO_PAY_HEADERS } from "./headers.ts";
import { findEverywhere, payableAddress } from "./mapper.ts";
import { requireBiller } from "./parties.ts";
import { findPayeeAccount } from "./payees.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, digestOf } from "./requests.ts";
import {
  acceptRequestToPay,
  expireRequest,
  findByRtp,
  findRequestToPay,
  type RequestToPay,
  settleRequest,
  tellStatus,
} from "./requests-to-pay.ts";
import { minorAmount, text } from "./shapes.ts";

const LONGEST_ID = 12;
const RESPONSES = { 200: "acknowledged", 400: "the request is not as it must be" };

/** Twelve digits, as the files have it. */
const number = z
  .int()
  .min(0)
  .max(10 ** LONGEST_ID - 1);

/** RTP Request (3.0). */
const demand = defineBody(
  z.object({
    requestId: text(LONGEST_ID),
    rtpId: number.optional(),
    billID: text(20),
    requestType: z.enum(["00", "01"]),
    payerFiDetails: z.object({ payerFIBIC: text(20).optional(), financialAddress: text(30) }).optional(),
    alias: z.object({ aliasType: z.enum(["00", "01", "02"]), aliasId: text(30) }).optional(),
    billDetails: z.object({ billerName: z.string().max(50).default(""), amount: minorAmount }),
  }),
);

/** RTP Response (3.0). */
const reply = defineBody(
  z.object({
    RequestId: text(LONGEST_ID).optional(),
    txnId: text(LONGEST_ID).optional(),
    rtpId: number,
    billId: text(30).optional(),
    rtpStatus: z.enum(["00", "01"]),
    rejectReason: z.string().max(10).nullish(),
  }),
);

type Demand = typeof demand extends Body<infer T> ? T : never;
type Reply = typeof reply extends Body<infer T> ? T : never;

/** Requests to pay (P2G): a biller's, and what the payer's institution says to them. */
export function requestToPayOperations(server: PaymentsServer): Operation[] {
  return [
    definePayment({
      id: "requestToPay",
      summary: "Ask a payer to pay a bill",
      method: "POST",
      path: "/rtpRequest",
      alsoAt: ["/rtp-request"],
      body: demand,
      headers: REQUEST_TO_PAY_HEADERS,
      responses: RESPONSES,
      handle: (call) => ask(server, call),
    }),
    definePayment({
      id: "answerRequestToPay",
      summary: "What the payer's institution says to a request to pay",
      method: "POST",
      path: "/rtpResponse",
      alsoAt: ["/rtp-response"],
      body: reply,
      headers: REQUEST_TO_PAY_HEADERS,
      responses: RESPONSES,
      handle: (call) => answer(server, call),
    }),
    statusOperation(server),
  ];
}

async function ask(
  { store, settings, wake }: PaymentsServer,
  { headers, body }: Call<Demand>,
): Promise<Answer> {
  const biller = billerOf(headers);
  const facts = {
    biller,
    correlation: correlationOf(headers),
    tenant: tenantOf(headers),
    callback: callbackOf(headers, settings.allowLoopbackTargets),
    request: body.requestId,
    rtp: body.rtpId,
    bill: body.billID,
    amount: body.billDetails.amount,
  };
  const place = body.requestType === "00" ? body.payerFiDetails : body.alias;
  if (place === undefined)
    throw badRequest(
      `requestType ${body.requestType} needs ${body.requestType === "00" ? "payerFiDetails" : "alias"}`,
    );
  const key = { kind: "request to pay", scope: biller, id: body.requestId, digest: digestOf(body) };
  const answered = await store.write((db) =>
    answerOnce(db, key, () => {
      const { name } = requireBiller(db, biller);
      const now = Date.now();
      const billerName = (body.billDetails.billerName || name).slice(0, 10);
      const payerAccount = payerOf(db, body, settings.currency);
      const expiresAt = now + settings.requestToPayLifetimeMs;
      acceptRequestToPay(db, { ...facts, billerName, payerAccount, expiresAt }, now);
      return acknowledge("3.0", body.requestId, "the request is taken over");
    }),
  );
  wake();
  return answered;
}

/** Whose account is meant: by its address, or by an alias, which is a person of the mapper or an address. */
function payerOf(db: DatabaseSync, body: Demand, currency: string): number | undefined {
  const { requestType, payerFiDetails: direct, alias } = body;
  const named = requestType === "00" ? addressGiven(direct) : addressBehind(db, alias?.aliasId ?? "");
  if (named === undefined) return undefined;
  const found = findPayeeAccount(db, named.address, named.bank, currency);
  return "account" in found ? found.account.number : undefined;
}

function addressGiven(
  given: Demand["payerFiDetails"],
): { address: string; bank: string | undefined } | undefined {
  return given === undefined ? undefined : { address: given.financialAddress, bank: given.payerFIBIC };
}

function addressBehind(
  db: DatabaseSync,
  alias: string,
): { address: string; bank: string | undefined } | undefined {
  const entries = findEverywhere(db, alias);
  const [entry] = entries;
  if (entry === undefined) return { address: alias, bank: undefined };
  if (entries.length > 1) return undefined;
  const found = payableAddress(entry);
  return "address" in found ? found : undefined;
}

async function answer({ store, wake }: PaymentsServer, { headers, body }: Call<Reply>): Promise<Answer> {
  const biller = billerOf(headers);
  correlationOf(headers);
  tenantOf(headers);
  const { rtpId, rtpStatus } = body;
  const id = body.RequestId ?? "";
  const key = { kind: "request to pay answer", scope: biller, id: String(rtpId), digest: digestOf(body) };
  const answered = await store.write((db) =>
    answerOnce(db, key, () => {
      requireBiller(db, biller);
      settle(db, findAsked(db, biller, body), rtpStatus === "00", Date.now());
      return acknowledge("3.0", id, "the answer is taken over");
    }),
  );
  wake();
  return answered;
}

/** The request that an answer means. Throws a {@link Refusal} where there is none such. */
function findAsked(db: DatabaseSync, biller: string, { rtpId, txnId, billId }: Reply): RequestToPay {
  const request = findByRtp(db, biller, rtpId);
  if (request === undefined) throw badRequest("there is no such request to pay");
  const { transactionId, bill } = request;
  if ((txnId ?? transactionId) !== transactionId || (billId ?? bill) !== bill)
    throw badRequest("txnId or billId is that of another request to pay");
  return request;
}

function settle(db: DatabaseSync, request: RequestToPay, isAgreed: boolean, now: number): void {
  if (request.state !== "PND") throw badRequest("the request to pay is settled already");
  if (request.expiresAt <= now) expireRequest(db, request, now);
  else settleRequest(db, request, isAgreed, now);
}

function statusOperation({ store, settings, wake }: PaymentsServer): Operation {
  return defineOperation({
    id: "getTransferRequest",
    summary: "Ask how a request to pay stands; the answer is called back",
    method: "GET",
    path: "/transferRequests/{transferRequestId}",
    routes: ["/transferRequests/:transferRequestId", "/transfer-requests/:transferRequestId"],
    query: [{ name: "requestId" }],
    headers: REQUEST_TO_PAY_HEADERS,
    responses: { 202: "accepted", 400: "the request is not as it must be" },
    handle: async ({ params, query, headers }) => {
      const biller = billerOf(headers);
      const correlation = correlationOf(headers);
      tenantOf(headers);
      const callback = callbackOf(headers, settings.allowLoopbackTargets);
      const id = params["transferRequestId"] ?? "";
      const asked = (query.get("requestId") || correlation).slice(0, LONGEST_ID);
      await store.write((db) => {
        requireBiller(db, biller);
        const request = findRequestToPay(db, biller, id);
        if (request === undefined) throw badRequest("there is no such request to pay");
        tellStatus(db, { ...request, correlation }, { id, callback, asked }, Date.now());
      });
      wake();
      return { status: 202, body: { responseCode: "00", reason: "the answer follows", requestID: asked } };
    },
  });
}
