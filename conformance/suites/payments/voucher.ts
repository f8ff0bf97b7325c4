import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { CAPITAL, expectTaken, SMALL } from "./answers.ts";
import { type Arrival, callbackUrl, expectArrival } from "./arrivals.ts";
import { fixturePath } from "./fixtures.ts";
import { type Issuer, openIssuer } from "./issuer.ts";
import { asNumber, expectBalances, FUNDS, newId, type Wishes } from "./town.ts";

/** A file of the voucher API, and a path in it, as a check's section names them. */
export const voucherApi = (file: string, path: string): string => `Voucher_API_YAMLs_${file}.yml, ${path}`;

/** What a voucher of a check is worth, in minor units. */
export const WORTH = 1250;

/** The states of a voucher, as numbers (docs/adr/0012). */
export const STATE = {
  preactivated: 1,
  active: 2,
  cancelled: 3,
  expired: 4,
  redeemed: 5,
  suspended: 6,
} as const;

/** A voucher that was handed over. */
export interface Voucher {
  readonly serialNumber: string;
  readonly voucherNumber: string;
}

const handed = z.looseObject({
  requestID: z.string().min(1).max(12),
  batchID: z.string().max(12),
  voucherInstructions: z.array(
    z.looseObject({
      instructionID: z.string().max(16),
      serialNumber: z.string().min(1).max(10),
      voucherNumber: z.string().min(1).max(44),
      currency: z.string().max(3),
      amount: z.number(),
      narration: z.string().max(50),
    }),
  ),
});

/** The vouchers of a request are handed over next, each with what it was ordered with. */
export async function expectHanded(
  context: CheckContext,
  { town, batch }: Issuer,
  id: string,
  amounts: readonly number[],
  receive: typeof expectArrival = expectArrival,
): Promise<Arrival<z.infer<typeof handed>>> {
  const arrival = await receive(context, "tellVouchers", handed);
  const { content } = arrival;
  expectEqual(content.batchID, batch, "the batch of the vouchers");
  expectEqual(content.requestID, id, "the request of the vouchers");
  expectEqual(content.voucherInstructions.length, amounts.length, "the number of vouchers");
  for (const [n, amount] of amounts.entries()) {
    const own = content.voucherInstructions.find(({ instructionID }) => instructionID === `${id}000${n}`);
    const wanted = { currency: town.currency, amount: asNumber(town, amount), narration: "Test voucher" };
    expectMatches(own, wanted, "a voucher that was made");
  }
  for (const name of ["serialNumber", "voucherNumber"] as const)
    expectEqual(
      new Set(content.voucherInstructions.map((one) => one[name])).size,
      amounts.length,
      `the number of ${name}s`,
    );
  return arrival;
}

/** Makes vouchers, and has those that are left cancelled when the check is over. */
export async function createVouchers(
  context: CheckContext,
  issuer: Issuer,
  amounts: readonly number[] = [WORTH],
): Promise<readonly Voucher[]> {
  const id = newId();
  expectTaken(await context.http.send(issuer.creation(amounts, id)), 200, CAPITAL, id);
  const { content } = await expectHanded(context, issuer, id, amounts);
  return cancelAfterwards(context, issuer, content.voucherInstructions);
}

/** Has the vouchers cancelled when the check is over; of one that is redeemed this is refused, and no matter. */
export function cancelAfterwards(
  context: CheckContext,
  issuer: Issuer,
  vouchers: readonly Voucher[],
): readonly Voucher[] {
  context.cleanUp(async () => {
    const request = issuer.change(
      "cancel",
      vouchers.map(({ serialNumber }) => serialNumber),
    );
    await context.http.send({
      ...request,
      headers: { ...request.headers, "X-Callback-URL": callbackUrl(context, "end") },
    });
  });
  return vouchers;
}

/** Activates vouchers, all of which must be taken. */
export async function activate(
  context: CheckContext,
  issuer: Issuer,
  vouchers: readonly Voucher[],
): Promise<void> {
  const id = newId();
  const serials = vouchers.map(({ serialNumber }) => serialNumber);
  expectTaken(await context.http.send(issuer.change("activate", serials, id)), 200, CAPITAL, id);
}

/** Cancels vouchers, all of which must be taken. */
export async function cancel(
  context: CheckContext,
  issuer: Issuer,
  vouchers: readonly Voucher[],
): Promise<void> {
  const id = newId();
  const serials = vouchers.map(({ serialNumber }) => serialNumber);
  expectTaken(await context.http.send(issuer.change("cancel", serials, id)), 200, SMALL, id);
}

/** An active voucher of an issuer. */
export async function openActive(
  context: CheckContext,
  wishes?: Wishes,
): Promise<{ readonly issuer: Issuer; readonly voucher: Voucher }> {
  const issuer = await openIssuer(context, wishes);
  const vouchers = await createVouchers(context, issuer);
  await activate(context, issuer, vouchers);
  await expectBalances(context, issuer.town, FUNDS - WORTH, wishes?.held);
  const [voucher] = vouchers;
  expectTrue(voucher !== undefined, "no voucher was made");
  return { issuer, voucher };
}

const seen = z.looseObject({ status: z.int(), serialNumber: z.string().max(20), value: z.number() });

/** Asks for the state of a voucher, as its issuer or another institution. */
export function askState(
  context: CheckContext,
  institution: string,
  serialNumber: string,
): Promise<Exchange> {
  return context.http.send({
    path: `/vouchers/${encodeURIComponent(serialNumber)}`,
    query: { fields: "status" },
    headers: { "X-Registering-Institution-Id": institution },
  });
}

/** A voucher is in this state, and worth what it was made with. */
export async function expectState(
  context: CheckContext,
  { institution, town }: Issuer,
  { serialNumber }: Voucher,
  status: number,
  worth = WORTH,
): Promise<void> {
  const asked = await askState(context, institution, serialNumber);
  expectStatus(asked, 200);
  expectMatches(
    expectShape(asked, seen),
    { status, serialNumber, value: asNumber(town, worth) },
    "the voucher",
    asked,
  );
}

const secret = z.looseObject({ secretNumber: z.string().min(1) });

/** The secret of a voucher, as its holder has it. Throws a {@link NotApplicable} where nobody says how it is read. */
export async function readSecret(context: CheckContext, { serialNumber }: Voucher): Promise<string> {
  const read = await context.http.send({ path: fixturePath(context, "vouchers", serialNumber) });
  expectStatus(read, 200);
  return expectShape(read, secret).secretNumber;
}
