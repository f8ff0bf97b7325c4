import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectTrue } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { expectTaken, SMALL } from "./answers.ts";
import {
  type Arrival,
  callbackUrl,
  expectAgain,
  expectArrival,
  expectCalls,
  expectHeaders,
  refuseFirst,
} from "./arrivals.ts";
import { DUE, type Market, newNumber, openMarket } from "./market.ts";
import { expectHeld, newId } from "./town.ts";

/** What the account that is asked holds, in minor units. */
export const HELD = 10_000;
/** Where the payer's institution is asked, below the check's address. */
export const ASKED = "bank/rtpRequest";
/** Where the biller is told. */
export const UPDATE = "tellRequestToPay";

/** A request to pay, as its biller sends it. */
export interface Demand {
  readonly market: Market;
  readonly number: number;
  readonly id: string;
  readonly request: HttpRequest & { readonly json: unknown };
}

/** Describes a request to pay the market's bill from the first account of the town. */
export function demand(context: CheckContext, market: Market, changes: object = {}): Demand {
  const [number, id] = [newNumber(), newId()];
  const { town, biller, bill } = market;
  return {
    market,
    number,
    id,
    request: {
      method: "POST",
      path: "/rtpRequest",
      headers: {
        "X-CorrelationID": id,
        "X-Platform-TenantId": biller,
        "X-billerId": biller,
        "X-Callback-URL": callbackUrl(context, UPDATE),
      },
      json: {
        requestId: id,
        rtpId: number,
        billID: bill,
        requestType: "00",
        payerFiDetails: { payerFIBIC: town.bank, financialAddress: town.addresses[0] },
        billDetails: { billerName: "Test water", amount: DUE },
        ...changes,
      },
    },
  };
}

/** What the payer's institution is asked. */
export const asked = z.looseObject({
  TxnID: z.string().min(1).max(12),
  rTPID: z.int(),
  billDetails: z.looseObject({
    "Bill ID": z.string().max(10),
    "Biller Name": z.string().max(10),
    Amount: z.int(),
  }),
});

/** What the biller is told. */
export const update = z.looseObject({
  requestId: z.string().min(1).max(12),
  rtpId: z.int(),
  billId: z.string().max(30),
  rtpStatus: z.enum(["00", "01"]),
  rejectReason: z.enum(["R", "E", "W"]).nullish(),
});

/** Sends a request to pay, which must be taken. */
export async function send(context: CheckContext, { request, id }: Demand): Promise<void> {
  expectTaken(await context.http.send(request), 200, SMALL, id);
}

/** The headers that say whose request a call is about. */
export const billerHeaders = ({ biller }: Market) => ({
  "x-platform-tenantid": biller,
  "x-billerid": biller,
});

/** The payer's institution is asked next for the market's bill. */
export async function expectAsked(
  context: CheckContext,
  { market, number }: Demand,
  receive: typeof expectArrival = expectArrival,
): Promise<Arrival<z.infer<typeof asked>>> {
  const arrival = await receive(context, ASKED, asked);
  expectEqual(
    arrival.content.rTPID,
    number,
    "the number of the request that the payer's institution is asked with",
  );
  expectHeaders(arrival.call, ASKED, billerHeaders(market));
  expectTrue((arrival.call.headers["x-correlationid"] ?? "") !== "", "the question has no X-CorrelationID");
  const wanted = { "Bill ID": market.bill, "Biller Name": "Test water", Amount: DUE };
  expectMatches(arrival.content.billDetails, wanted, "the bill that the payer's institution is asked for");
  return arrival;
}

/** The answer of the payer's institution to what it was asked. */
export function answerTo(
  { market, number }: Demand,
  { content }: Arrival<z.infer<typeof asked>>,
  rtpStatus: string,
): Demand["request"] {
  return {
    method: "POST",
    path: "/rtpResponse",
    headers: {
      "X-CorrelationID": newId(),
      "X-Platform-TenantId": market.biller,
      "X-billerId": market.biller,
    },
    json: {
      RequestId: newId(),
      txnId: content.TxnID,
      rtpId: number,
      billId: market.bill,
      rtpStatus,
      ...(rtpStatus === "01" ? { rejectReason: "R" } : {}),
    },
  };
}

/** The biller is told next what came of its request. */
export async function expectUpdate(
  context: CheckContext,
  { market, number, id }: Demand,
  rtpStatus: "00" | "01",
  rejectReason?: "R" | "E" | "W",
  receive: typeof expectArrival = expectArrival,
): Promise<void> {
  const { call, content } = await receive(context, UPDATE, update);
  expectHeaders(call, UPDATE, { ...billerHeaders(market), "x-correlationid": id });
  expectMatches(
    content,
    { requestId: id, rtpId: number, billId: market.bill, rtpStatus },
    "what the biller is told",
  );
  expectEqual(content.rejectReason ?? undefined, rejectReason, "the reason that the biller is told");
}

/** What the account that is asked and the biller have, where so much was paid. */
export const expectPaid = (context: CheckContext, { town, biller }: Market, paid: number): Promise<void> =>
  expectHeld(context, town, [
    [{ kind: "payee", account: town.addresses[0] ?? "" }, HELD - paid],
    [{ kind: "biller", owner: biller }, paid],
  ]);

/** A request whose payer's institution has been asked. When the check is over, it is refused if it is still open. */
export async function openAsked(
  context: CheckContext,
  receive: typeof expectArrival = expectArrival,
  changes: object = {},
) {
  const market = await openMarket(context);
  const own = demand(context, market, changes);
  if (receive === expectAgain) await refuseFirst(context);
  await send(context, own);
  const arrival = await expectAsked(context, own, receive);
  context.cleanUp(async () => {
    await context.http.send(answerTo(own, arrival, "01"));
  });
  return { own, market, arrival };
}

/** A request to an account that does not exist: nobody is asked, and the biller is told. */
export async function asksNobody(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const own = demand(context, market, {
    payerFiDetails: { payerFIBIC: market.town.bank, financialAddress: "27990000000" },
  });
  await send(context, own);
  await expectUpdate(context, own, "01", "W");
  await expectCalls(context, ASKED, 0);
}
