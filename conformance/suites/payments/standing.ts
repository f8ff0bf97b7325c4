import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectMatches, expectStatus, expectTrue } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined, expectTaken, REASON, SMALL } from "./answers.ts";
import {
  callbackUrl,
  expectAgain,
  expectArrival,
  expectCalls,
  expectHeaders,
  refuseFirst,
} from "./arrivals.ts";
import { answerTo, billerHeaders, type Demand, expectUpdate, openAsked } from "./demand.ts";
import { newNumber, openMarket, p2g } from "./market.ts";
import { newId, shortId } from "./town.ts";

const unusual = { needsSink: true };

const STATUS = "tellTransferRequest";

const standing = z.looseObject({
  rtpId: z.int(),
  RequestId: z.string().min(1).max(12),
  requestStatus: z.enum(["COM", "PND", "EXP", "CAN", "RJC"]),
  PaymentReferenceID: z.string().max(20).nullish(),
  lastUpdateDate: z.int(),
});

/** Asks how a request stands, as its biller. The question's id is its correlation. */
function askStanding(
  context: CheckContext,
  { market, number }: Demand,
  headers: HttpRequest["headers"] = {},
  id = newId(),
) {
  return context.http.send({
    path: `/transferRequests/${number}`,
    headers: {
      "X-CorrelationID": id,
      "X-Platform-TenantId": market.biller,
      "X-billerId": market.biller,
      "X-Callback-URL": callbackUrl(context, STATUS),
      ...headers,
    },
  });
}

async function expectStanding(
  context: CheckContext,
  own: Demand,
  requestStatus: string,
  receive: typeof expectArrival = expectArrival,
): Promise<void> {
  const id = newId();
  expectTaken(await askStanding(context, own, {}, id), 202, REASON, id);
  const { call, content } = await receive(context, STATUS, standing);
  expectHeaders(call, STATUS, { ...billerHeaders(own.market), "x-correlationid": id });
  expectMatches(content, { rtpId: own.number, RequestId: id, requestStatus }, "how the request stands");
  if (requestStatus === "COM")
    expectTrue((content.PaymentReferenceID ?? "") !== "", "the payment has no reference");
  const minutes = Math.abs(content.lastUpdateDate - Date.now() / 1000) / 60;
  expectTrue(minutes < 10, "the last change was not a moment ago, in seconds since 1970");
}

async function stands(context: CheckContext): Promise<void> {
  const { own, arrival } = await openAsked(context);
  await expectStanding(context, own, "PND");
  expectTaken(await context.http.send(answerTo(own, arrival, "00")), 200, SMALL);
  await expectUpdate(context, own, "00");
  await expectStanding(context, own, "COM");
  await expectCalls(context, STATUS, 2);
}

async function standsRefused(context: CheckContext): Promise<void> {
  const { own, arrival } = await openAsked(context);
  expectTaken(await context.http.send(answerTo(own, arrival, "01")), 200, SMALL);
  await expectUpdate(context, own, "01", "R");
  await expectStanding(context, own, "RJC");
}

async function refusesQuestions(context: CheckContext): Promise<void> {
  const { own } = await openAsked(context);
  expectDeclined(await askStanding(context, { ...own, number: newNumber() }), 404);
  expectDeclined(await askStanding(context, own, { "X-billerId": null }));
  expectDeclined(await askStanding(context, own, { "X-billerId": shortId() }), 404);
  expectDeclined(await askStanding(context, own, { "X-CorrelationID": null, "X-Correlation-ID": null }));
  const other = await openMarket(context);
  const strange = await askStanding(context, own, {
    "X-billerId": other.biller,
    "X-Platform-TenantId": other.biller,
  });
  expectDeclined(strange, 403, 404);
  await expectCalls(context, STATUS, 0);
  expectStatus(await askStanding(context, own), 202);
  await expectCalls(context, STATUS, 1);
}

const STANDING = "/transferRequests/{transferRequestId}";

/** Asking how requests to pay stand. */
export const askStandingChecks = checksOf(
  "getTransferRequest",
  p2g("rtpStatusUpdateRequest", `GET ${STANDING}`),
  [
    positive(
      "standing",
      "A biller that asks how its request stands is told, before and after the payment",
      stands,
    ),
    negative(
      "standing-refused",
      "Questions about no request, another biller's or without an id are refused",
      refusesQuestions,
    ),
  ],
  unusual,
);

/** Telling how requests to pay stand. */
export const tellStandingChecks = checksOf(
  "tellTransferRequest",
  p2g("rtpStatusUpdateResponse", `POST ${STANDING}`),
  [
    positive("standing-told", "It is told that a request waits, and that it was paid", stands),
    positive("standing-told-refused", "It is told that a request was refused", standsRefused),
    positive("standing-told-again", "What could not be taken is told again", async (context) => {
      const { own } = await openAsked(context);
      await refuseFirst(context);
      await expectStanding(context, own, "PND", expectAgain);
    }),
  ],
  unusual,
);
