import type { CheckContext } from "../../check.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclinedOr200, expectTaken, SMALL } from "./answers.ts";
import { expectAgain, expectCalls } from "./arrivals.ts";
import { bodyRefusals, type Scene, withContent, withoutHeader } from "./body-refusals.ts";
import {
  ASKED,
  answerTo,
  asksNobody,
  demand,
  expectAsked,
  expectPaid,
  expectUpdate,
  openAsked,
  send,
  UPDATE,
} from "./demand.ts";
import { entryOf, openDesk, register } from "./mapper.ts";
import { DUE, openMarket, p2g } from "./market.ts";

async function asks(context: CheckContext): Promise<void> {
  const { market } = await openAsked(context);
  await expectCalls(context, ASKED, 1);
  await expectCalls(context, UPDATE, 0);
  await expectPaid(context, market, 0);
}

/** What the payer's institution is asked with is what it can answer with. */
async function asksToAnswer(context: CheckContext): Promise<void> {
  const { own, market, arrival } = await openAsked(context);
  expectTaken(await context.http.send(answerTo(own, arrival, "01")), 200, SMALL);
  await expectUpdate(context, own, "01", "R");
  await expectPaid(context, market, 0);
}

async function asksOnce(context: CheckContext): Promise<void> {
  const { own } = await openAsked(context);
  await send(context, own);
  await expectCalls(context, ASKED, 1);
}

/** The payer is somebody of the account mapper. */
async function asksByAlias(context: CheckContext): Promise<void> {
  const [market, desk] = [await openMarket(context), openDesk(context)];
  const entry = entryOf(context, 0, market.town.addresses[0]);
  await register(context, desk, [entry]);
  const own = demand(context, market, {
    requestType: "01",
    payerFiDetails: undefined,
    alias: { aliasType: "00", aliasId: entry.payeeIdentity },
  });
  await send(context, own);
  const arrival = await expectAsked(context, own);
  expectTaken(await context.http.send(answerTo(own, arrival, "00")), 200, SMALL);
  await expectUpdate(context, own, "00");
  await expectPaid(context, market, DUE);
}

async function opens(context: CheckContext): Promise<Scene> {
  const market = await openMarket(context);
  return {
    request: demand(context, market).request,
    expectNothing: async () => {
      await expectCalls(context, ASKED, 0);
      await expectCalls(context, UPDATE, 0);
    },
  };
}

const unusual = { needsSink: true };

/** Requesting payments. */
export const requestChecks = checksOf(
  "requestToPay",
  p2g("billerRtpReq", "POST /rtpRequest"),
  [
    positive("request", "A biller's request reaches the payer's institution, and takes nothing yet", asks),
    positive("request-again", "The same request sent twice is one request", asksOnce),
    positive("request-by-alias", "A payer can be named by who it is", asksByAlias, { level: "RECOMMENDED" }),
    ...bodyRefusals(
      "request",
      opens,
      [
        {
          id: "other-type",
          title: "Another type than the two documented ones is refused",
          changed: (request) => withContent(request, { requestType: "07" }),
        },
        {
          id: "wordy-amount",
          title: "An amount that is no number is refused",
          changed: (request) =>
            withContent(request, { billDetails: { billerName: "Test water", amount: "much" } }),
        },
        {
          id: "negative-amount",
          title: "A request for less than nothing is refused",
          changed: (request) =>
            withContent(request, { billDetails: { billerName: "Test water", amount: -5 } }),
        },
        {
          id: "without-biller",
          title: "A request that does not say whose it is is refused",
          changed: (request) => withoutHeader(request, "X-billerId"),
        },
        {
          id: "without-correlation",
          title: "A request without an id of its sender is refused",
          changed: (request) => withoutHeader(request, "X-CorrelationID", "X-Correlation-ID"),
        },
      ],
      unusual,
      expectDeclinedOr200,
    ),
  ],
  unusual,
);

/** Asking payers' institutions. */
export const askPayerChecks = checksOf(
  "askPayer",
  p2g("payerRtpRequest", "POST /rtpRequest"),
  [
    positive("payer-asked", "The payer's institution is asked once, for this bill and this amount", asks),
    positive(
      "payer-asked-answers",
      "The payer's institution can answer with the ids that it got",
      asksToAnswer,
    ),
    positive(
      "payer-asked-again",
      "A payer's institution that was out of order is asked again",
      async (context) => {
        await openAsked(context, expectAgain);
      },
    ),
    negative("payer-asked-nobody", "For an account that does not exist nobody is asked", asksNobody),
  ],
  unusual,
);
