import type { CheckContext } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectTaken, REASON } from "./answers.ts";
import { expectCall, expectCalls, refuseFirst } from "./arrivals.ts";
import { bodyRefusals, type Scene, withContent } from "./body-refusals.ts";
import { expectTold, inquire, type Market, openMarket, p2g, readBill, wait } from "./market.ts";
import { shortId } from "./town.ts";

/** A bill that the part does not have, and that its biller is asked about. */
interface Asked {
  readonly market: Market;
  readonly bill: string;
  /** Of the payer's institution. */
  readonly question: string;
  /** Of the part's own question to the biller. */
  readonly correlation: string;
}

async function openAsked(context: CheckContext): Promise<Asked> {
  const market = await openMarket(context, { billerCalled: true });
  const bill = shortId();
  const question = await inquire(market, bill);
  const call = await expectCall(context, "biller", "GET");
  expectEqual(call.path.split("?", 1)[0], `/biller/bills/${bill}`, "the path at which the biller is asked");
  const { "x-correlationid": correlation = "", "x-platform-tenantid": tenant = "" } = call.headers;
  expectTrue(
    correlation !== "" && correlation.length <= 20,
    "the question to the biller has no X-CorrelationID",
  );
  expectTrue(tenant !== "", "the question to the biller has no X-Platform-TenantId");
  expectEqual(
    call.headers["x-payerfi-id"] ?? market.town.bank,
    market.town.bank,
    "whom the biller is asked for",
  );
  return { market, bill, question, correlation };
}

const DAYS_30 = 30 * 86_400;

const answerOf = ({ market, bill, correlation }: Asked) => ({
  method: "POST" as const,
  path: `/bills/${bill}`,
  json: {
    code: "00",
    reason: "found",
    requestID: correlation.slice(0, 12),
    billId: bill,
    billDetails: {
      billerId: market.biller,
      billerName: "Test water",
      billStatus: "UNPAID",
      dueDate: new Date(Math.floor(Date.now() / 1000 + DAYS_30) * 1000).toISOString(),
      amountonDueDate: 700,
      amountAfterDueDate: 900,
    },
  },
});

async function answers(context: CheckContext): Promise<void> {
  const asked = await openAsked(context);
  const { market, bill, question, correlation } = asked;
  await expectCalls(context, "bank", 0);
  const answer = answerOf(asked);
  for (const _ of ["first", "again"])
    expectTaken(await market.send("biller", answer, correlation), 202, REASON, answer.json.requestID);
  const { content } = await expectTold(context, market, question, bill);
  expectEqual(content.code, 0, "the code of what is told about a bill");
  const { dueDate, ...rest } = content.billDetails ?? { dueDate: 0 };
  const { dueDate: given, ...wanted } = answer.json.billDetails;
  expectEqual(rest, wanted, "what is told about a bill");
  expectEqual(dueDate, Date.parse(given) / 1000, "the day on which it is due, in seconds");
  await expectCalls(context, "bank", 1);
}

async function answersNo(context: CheckContext): Promise<void> {
  const asked = await openAsked(context);
  const { json, ...answer } = answerOf(asked);
  const { billDetails: _, ...rest } = json;
  const no = { ...answer, json: { ...rest, code: "01", reason: "no bill" } };
  expectTaken(await asked.market.send("biller", no, asked.correlation), 202, REASON);
  const { content } = await expectTold(context, asked.market, asked.question, asked.bill);
  expectEqual(content.code, 1, "the code of what is told about a bill that its biller does not know");
}

async function asksAgain(context: CheckContext): Promise<void> {
  await refuseFirst(context);
  const { bill } = await openAsked(context);
  const again = await expectCall(context, "biller", "GET");
  expectEqual(
    again.path.split("?", 1)[0],
    `/biller/bills/${bill}`,
    "the path at which the biller is asked again",
  );
  await expectCalls(context, "biller", 2);
}

async function opens(context: CheckContext): Promise<Scene> {
  const asked = await openAsked(context);
  const { json, ...answer } = answerOf(asked);
  const headers = {
    "X-CorrelationID": asked.correlation,
    "X-Platform-TenantId": asked.market.biller,
    "X-PayerFI-Id": asked.market.town.bank,
    "X-billerId": asked.market.biller,
  };
  return { request: { ...answer, headers, json }, expectNothing: () => expectCalls(context, "bank", 0) };
}

/** Asking billers. */
export const askBillerChecks = checksOf(
  "askBiller",
  p2g("billInquiryBillerRequest", "GET /bills/{billId}"),
  [
    positive("ask-biller", "A bill that nobody knows is asked of its biller", async (context) => {
      await openAsked(context);
      await expectCalls(context, "biller", 1);
    }),
    positive("ask-biller-again", "A biller that could not answer is asked again", asksAgain),
    negative("ask-biller-known", "Of a bill that is known its biller is not asked", async (context) => {
      await readBill(context, await openMarket(context, { billerCalled: true }));
      await wait();
      await expectCalls(context, "biller", 0);
    }),
  ],
  { needsSink: true },
);

/** What billers answer. */
export const answerBillChecks = checksOf(
  "answerBillInquiry",
  // The file does not parse as it stands, and has the method of the question that it answers.
  p2g("billInquiryBillerResponse", "GET /bills/{billId}"),
  [
    positive("biller-answers", "What the biller answers is told to who asked, once", answers),
    positive("biller-answers-no", "That a biller has no such bill is told to who asked", answersNo),
    ...bodyRefusals("biller-answers", opens, [
      {
        id: "other-bill",
        title: "An answer about another bill than the path's is refused",
        changed: (request) => withContent(request, { billId: shortId() }),
      },
      {
        id: "without-code",
        title: "An answer without a code is refused",
        changed: (request) => withContent(request, { code: undefined }),
      },
      {
        id: "without-id",
        title: "An answer without the id of the question is refused",
        changed: (request) => withContent(request, { requestID: undefined }),
      },
    ]),
  ],
  { needsSink: true },
);
