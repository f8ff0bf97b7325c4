import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { expectTaken, REASON, type Spelling } from "./answers.ts";
import { type Arrival, callbackUrl, expectArrival, expectHeaders } from "./arrivals.ts";
import { make } from "./fixtures.ts";
import { asText, newId, openTown, shortId, type Town } from "./town.ts";

/** A file of the P2G API, and a path in it, as a check's section names them. */
export const p2g = (file: string, path: string): string => `P2G_API_YAMLs_${file}.yml, ${path}`;

/** What is due of the bill of a check, in minor units. */
export const DUE = 2500;
const DUE_LATE = 3000;
const DAY_MS = 86_400_000;
const NAME = "Test water";

/** A biller with one bill, and a payer's institution; both are called below the check's address. */
export interface Market {
  readonly town: Town;
  readonly biller: string;
  readonly bill: string;
  /** Sends a request as the payer's institution, or as the biller. */
  send(
    as: "bank" | "biller",
    request: Pick<HttpRequest, "method" | "path" | "query" | "json">,
    correlation?: string,
  ): Promise<Exchange>;
}

/** How the market of a check differs from the usual one. */
interface Wishes {
  /** Whether the biller is called too, and asked; else what the part knows of it is all. */
  readonly billerCalled?: boolean;
  /** Whether the bill's day is over. */
  readonly late?: boolean;
  /** What the payer's institution may owe. */
  readonly cap?: number;
}

/** The path below the check's address at which one of the two is called. */
const PLACES = { bank: "bank", biller: "biller" } as const;

/** Opens a market. */
export async function openMarket(
  context: CheckContext,
  { billerCalled = false, late = false, cap = 1_000_000 }: Wishes = {},
): Promise<Market> {
  const [biller, bill] = [shortId(), shortId()];
  const town = await openTown(context, { url: callbackUrl(context, PLACES.bank), held: [10_000], cap });
  await make(context, "billers", biller, {
    name: NAME,
    ...(billerCalled ? { url: callbackUrl(context, PLACES.biller) } : {}),
    bills: [
      {
        id: bill,
        amount: asText(town, DUE),
        amountAfterDueDate: asText(town, DUE_LATE),
        dueDate: new Date(Date.now() + (late ? -DAY_MS : DAY_MS)).toISOString(),
      },
    ],
  });
  return callFrom(context, { town, biller, bill });
}

/** A market whose requests go the way that this context's go. */
export function callFrom({ http }: CheckContext, market: Pick<Market, "town" | "biller" | "bill">): Market {
  return {
    ...market,
    send: (as, request, correlation = newId()) =>
      http.send({ ...request, headers: headersOf(as, market, correlation) }),
  };
}

function headersOf(
  as: "bank" | "biller",
  { town, biller }: Pick<Market, "town" | "biller">,
  correlation: string,
) {
  const common = { "X-CorrelationID": correlation, "X-Platform-TenantId": biller };
  return as === "bank"
    ? { ...common, "Platform-TenantId": biller, "PayerFI-Id": town.bank, "X-PayerFI-Id": town.bank }
    : { ...common, "X-billerId": biller, "X-PayerFI-Id": town.bank };
}

const details = z.looseObject({
  billerId: z.string().max(10),
  billerName: z.string().max(10),
  billStatus: z.string().min(1).max(10),
  dueDate: z.int(),
  amountonDueDate: z.int(),
  amountAfterDueDate: z.int(),
});

/** What the payer's institution is told about a bill; without details where there is no such bill. */
const told = z.looseObject({
  requestId: z.string().min(1).max(12),
  // 00 and 01 in the file, which are no numbers in JSON.
  code: z.union([z.literal(0), z.literal(1)]),
  reason: z.string().min(1),
  billId: z.string().max(20),
  billDetails: details.optional(),
});

/** What is told about a bill. */
type ToldBill = z.infer<typeof told>;

/** A question's requestId, where its query has none: what there is room for of its correlation (docs/adr/0012). */
const requestIdOf = (question: string): string => question.slice(0, 12);

/** Asks about a bill as the payer's institution; the question must be taken. Its id, which is its correlation. */
export async function inquire(market: Market, bill = market.bill, id = newId()): Promise<string> {
  const path = `/bills/${encodeURIComponent(bill)}`;
  const asked = await market.send("bank", { path, query: { fields: "inquiry" } }, id);
  // The file's spelling; the other one stands in the files of the answers.
  expectTaken(asked, 202, { ...REASON, id: "requestId" } satisfies Spelling, requestIdOf(id));
  return id;
}

/** What the payer's institution is told next about a bill, which answers this question. */
export async function expectTold(
  context: CheckContext,
  market: Market,
  question: string,
  bill = market.bill,
  receive: typeof expectArrival = expectArrival,
): Promise<Arrival<ToldBill>> {
  const arrival = await receive(context, PLACES.bank, told);
  expectEqual(arrival.call.path.split("?", 1)[0], `/${PLACES.bank}/bills/${bill}`, "the path that is called");
  expectHeaders(arrival.call, PLACES.bank, {
    "x-correlationid": question,
    "platform-tenantid": market.biller,
    "payerfi-id": market.town.bank,
  });
  const wanted = { requestId: requestIdOf(question), billId: bill };
  expectMatches(arrival.content, wanted, "what is told about a bill");
  return arrival;
}

/** What is told about the market's bill is what its biller says. */
export function expectBill(
  { content }: Arrival<ToldBill>,
  { biller }: Market,
  billStatus: string,
  late = false,
): void {
  expectEqual(content.code, 0, "the code of what is told about a bill");
  const due = content.billDetails?.dueDate ?? 0;
  const wanted = {
    billerId: biller,
    billerName: NAME,
    billStatus,
    amountonDueDate: DUE,
    amountAfterDueDate: DUE_LATE,
  };
  expectMatches(content.billDetails, wanted, "what is told about a bill");
  const days = (due * 1000 - Date.now()) / DAY_MS;
  expectEqual(Math.round(days), late ? -1 : 1, "the days until the bill is due");
}

/** Asks about a bill and reads what is told. */
export async function readBill(context: CheckContext, market: Market): Promise<Arrival<ToldBill>> {
  return expectTold(context, market, await inquire(market));
}

/** A number of a request to pay that nobody has used before. */
export const newNumber = (): number => randomInt(100_000_000, 1_000_000_000);

/** Long enough for what must not happen to happen. */
export const wait = (): Promise<void> => delay(100);
