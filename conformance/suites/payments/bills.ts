import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined, expectTaken, REASON } from "./answers.ts";
import { callbackUrl, expectAgain, expectCall, expectCalls, refuseFirst } from "./arrivals.ts";
import { expectBill, expectTold, inquire, openMarket, p2g, readBill } from "./market.ts";
import { newId, shortId } from "./town.ts";

const INQUIRY = { fields: "inquiry" };

async function asks(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  expectBill(await readBill(context, market), market, "UNPAID");
  await expectCalls(context, "bank", 1);
}

async function asksLate(context: CheckContext): Promise<void> {
  const market = await openMarket(context, { late: true });
  expectBill(await readBill(context, market), market, "UNPAID", true);
}

/** The names that the other files have for the same headers. */
async function takesOtherNames(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const id = newId();
  const headers = {
    "X-CorrelationID": id,
    "X-Platform-TenantId": market.biller,
    "X-PayerFI-Id": market.town.bank,
  };
  const path = `/bills/${market.bill}`;
  expectTaken(
    await context.http.send({ path, query: INQUIRY, headers }),
    202,
    { ...REASON, id: "requestId" },
    id,
  );
  await expectTold(context, market, id);
}

async function refusesQuestions(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const { biller, town, bill } = market;
  const right = { "X-CorrelationID": newId(), "Platform-TenantId": biller, "PayerFI-Id": town.bank };
  const ask = async (headers: Record<string, string | null>, query: Record<string, string> = INQUIRY) =>
    expectDeclined(
      await context.http.send({ path: `/bills/${bill}`, query, headers: { ...right, ...headers } }),
      404,
    );
  await ask({ "X-CorrelationID": null, "X-Correlation-ID": null });
  await ask({ "Platform-TenantId": null });
  await ask({ "PayerFI-Id": null });
  await ask({ "PayerFI-Id": shortId() });
  await ask({}, { fields: "everything" });
  await expectCalls(context, "bank", 0);
  await expectTold(context, market, await inquire(market));
}

async function tellsUnknown(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const bill = shortId();
  const { content } = await expectTold(context, market, await inquire(market, bill), bill);
  expectEqual(content.code, 1, "the code of what is told about a bill that does not exist");
  expectEqual(content.billDetails, undefined, "the details of a bill that does not exist");
}

async function tellsAgain(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  await refuseFirst(context);
  const arrival = await expectTold(context, market, await inquire(market), market.bill, expectAgain);
  expectBill(arrival, market, "UNPAID");
}

async function tellsWhereAsked(context: CheckContext): Promise<void> {
  const market = await openMarket(context);
  const id = newId();
  const headers = {
    "X-CorrelationID": id,
    "Platform-TenantId": market.biller,
    "PayerFI-Id": market.town.bank,
    "X-Callback-URL": callbackUrl(context, "tellBill"),
  };
  const asked = await context.http.send({ path: `/bills/${market.bill}`, query: INQUIRY, headers });
  expectTaken(asked, 202, { ...REASON, id: "requestId" }, id);
  const call = await expectCall(context, "tellBill", "POST");
  expectTrue(call.body.includes(market.bill), "what is told is about another bill");
  await expectCalls(context, "bank", 0);
}

/** Asking about bills. */
export const inquireBillChecks = checksOf(
  "inquireBill",
  p2g("billInquiryRequest", "GET /bills/{billId}"),
  [
    positive(
      "bill",
      "A payer's institution that asks about a bill is told what is due, and until when",
      asks,
    ),
    positive("bill-late", "Of a bill whose day is over, both amounts are told", asksLate),
    positive(
      "bill-other-names",
      "The headers are also taken as the other files of bills call them",
      takesOtherNames,
      {
        level: "RECOMMENDED",
      },
    ),
    positive("bill-told-elsewhere", "Who names another address is told there", tellsWhereAsked, {
      level: "OPTIONAL",
    }),
    negative(
      "bill-incomplete",
      "A question by nobody known, of no tenant or without an id is refused",
      refusesQuestions,
    ),
  ],
  { needsSink: true },
);

/** Telling payers' institutions about bills. */
export const tellBillChecks = checksOf(
  "tellBill",
  p2g("billInquiryResponse", "POST /bills/{billId}"),
  [
    positive("bill-told", "What is told about a bill is what its biller says, and it is told once", asks),
    positive("bill-told-again", "What could not be taken is told again", tellsAgain),
    negative("bill-told-unknown", "A bill that does not exist is told to be none", tellsUnknown),
  ],
  { needsSink: true },
);
