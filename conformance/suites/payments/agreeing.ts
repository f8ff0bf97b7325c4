import type { CheckContext } from "../../check.ts";
import { expectEqual } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclinedOr200, expectTaken, SMALL } from "./answers.ts";
import { expectAgain, expectArrival, expectCalls, refuseFirst } from "./arrivals.ts";
import { bodyRefusals, type Scene, withContent, withoutHeader } from "./body-refusals.ts";
import {
  ASKED,
  answerTo,
  asked,
  asksNobody,
  demand,
  expectPaid,
  expectUpdate,
  HELD,
  openAsked,
  send,
  UPDATE,
} from "./demand.ts";
import { DUE, expectBill, newNumber, openMarket, p2g, readBill } from "./market.ts";
import { shortId } from "./town.ts";

const unusual = { needsSink: true };

async function agrees(context: CheckContext): Promise<void> {
  const { own, market, arrival } = await openAsked(context);
  const answer = answerTo(own, arrival, "00");
  const { RequestId } = answer.json as { readonly RequestId: string };
  for (const _ of ["first", "again"]) expectTaken(await context.http.send(answer), 200, SMALL, RequestId);
  await expectUpdate(context, own, "00");
  await expectCalls(context, UPDATE, 1);
  await expectPaid(context, market, DUE);
  expectBill(await readBill(context, market), market, "PAID");
}

async function refuses(context: CheckContext): Promise<void> {
  const { own, market, arrival } = await openAsked(context);
  expectTaken(await context.http.send(answerTo(own, arrival, "01")), 200, SMALL);
  await expectUpdate(context, own, "01", "R");
  await expectCalls(context, UPDATE, 1);
  await expectPaid(context, market, 0);
  expectBill(await readBill(context, market), market, "UNPAID");
}

async function agreesTooLate(context: CheckContext): Promise<void> {
  const { own, market, arrival } = await openAsked(context);
  expectTaken(await context.http.send(answerTo(own, arrival, "01")), 200, SMALL);
  await expectUpdate(context, own, "01", "R");
  await context.http.send(answerTo(own, arrival, "00"));
  await expectCalls(context, UPDATE, 1);
  await expectPaid(context, market, 0);
}

async function opensAnswer(context: CheckContext): Promise<Scene> {
  const { own, market, arrival } = await openAsked(context);
  return {
    request: answerTo(own, arrival, "00"),
    expectNothing: async () => {
      await expectCalls(context, UPDATE, 0);
      await expectPaid(context, market, 0);
    },
  };
}

/** What payers' institutions say. */
export const answerRequestChecks = checksOf(
  "answerRequestToPay",
  p2g("payerRtpResponse", "POST /rtpResponse"),
  [
    positive("agree", "Where the payer agrees the bill is paid, once", agrees),
    positive("refuse", "Where the payer refuses nothing is paid", refuses),
    negative("agree-too-late", "Who has refused cannot agree afterwards", agreesTooLate),
    ...bodyRefusals(
      "agree",
      opensAnswer,
      [
        {
          id: "other-status",
          title: "Another answer than the two documented ones is refused",
          changed: (request) => withContent(request, { rtpStatus: "07" }),
        },
        {
          id: "unknown",
          title: "An answer to a request that nobody made is refused",
          changed: (request) => withContent(request, { rtpId: newNumber() }),
        },
        {
          id: "without-biller",
          title: "An answer that does not say to whom is refused",
          changed: (request) => withoutHeader(request, "X-billerId"),
        },
      ],
      unusual,
      expectDeclinedOr200,
    ),
  ],
  unusual,
);

async function tellsAgain(context: CheckContext): Promise<void> {
  const { own, market, arrival } = await openAsked(context);
  await refuseFirst(context);
  expectTaken(await context.http.send(answerTo(own, arrival, "00")), 200, SMALL);
  await expectUpdate(context, own, "00", undefined, expectAgain);
  await expectPaid(context, market, DUE);
}

/** More than the account holds, for a bill that the part does not know. */
async function tellsLackOfFunds(context: CheckContext): Promise<void> {
  const amount = HELD + 1;
  const market = { ...(await openMarket(context)), bill: shortId() };
  const own = demand(context, market, { billDetails: { billerName: "Test water", amount } });
  await send(context, own);
  const arrival = await expectArrival(context, ASKED, asked);
  expectEqual(arrival.content.billDetails.Amount, amount, "the amount that is asked for");
  expectTaken(await context.http.send(answerTo(own, arrival, "00")), 200, SMALL);
  await expectUpdate(context, own, "01", "R");
  await expectPaid(context, market, 0);
}

/** Telling billers what payers said. */
export const tellRequestChecks = checksOf(
  "tellRequestToPay",
  p2g("billerRtpResponse", "POST /rtpUpdate"),
  [
    positive("biller-told", "The biller is told once that the payer agreed", agrees),
    positive("biller-told-refused", "The biller is told once that the payer refused", refuses),
    positive(
      "biller-told-again",
      "What the biller could not take is told again, and nothing is paid again",
      tellsAgain,
    ),
    negative("biller-told-nobody", "The biller is told that there is no such payer", asksNobody),
    negative(
      "biller-told-funds",
      "The biller is told that there are no funds, and nothing is paid",
      tellsLackOfFunds,
    ),
  ],
  unusual,
);
