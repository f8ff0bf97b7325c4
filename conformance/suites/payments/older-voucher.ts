import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import type { Scene } from "./body-refusals.ts";
import { readWorld } from "./fixtures.ts";
import { newId } from "./town.ts";

/** The paths of the three operations. */
export const MADE = "/vouchers/voucher_preactivation";
export const ACTIVATED = "/vouchers/voucher_activation";
export const REDEEMED = "/vouchers/voucher_redemption";
const WORTH = 5;

const made = z.looseObject({
  voucher_number: z.coerce.string().min(1),
  voucher_serial_number: z.coerce.string().min(1),
  expiry_date_time: z.string().min(1),
});

/** A voucher of 1.x. */
export type Voucher = z.infer<typeof made>;

/** The order of a voucher, not sent yet. */
export async function order(context: CheckContext): Promise<Scene["request"]> {
  const { currency, voucherGroups } = await readWorld(context);
  const group =
    Array.isArray(voucherGroups) && typeof voucherGroups[0] === "string" ? voucherGroups[0] : "TST";
  return {
    method: "POST",
    path: MADE,
    json: { voucher_amount: WORTH, voucher_currency: currency, voucher_group: group, Gov_Stack_BB: newId() },
  };
}

/** Makes a voucher, and has it cancelled when the check is over; of one that is redeemed that is refused. */
export async function makeVoucher(context: CheckContext): Promise<Voucher> {
  const sent = await context.http.send(await order(context));
  expectStatus(sent, 200);
  const voucher = expectShape(sent, made);
  context.cleanUp(async () => {
    await context.http.send(cancellation(voucher));
  });
  return voucher;
}

const withGroup = { Gov_Stack_BB: "test", voucher_group: "TST" };

/** The path of a voucher. */
export const pathOf = ({ voucher_serial_number: serial }: Voucher): string =>
  `/vouchers/voucherstatuscheck/${encodeURIComponent(serial)}`;

/** The activation of a voucher, not sent yet. */
export const activation = ({ voucher_serial_number }: Voucher): Scene["request"] => ({
  method: "PATCH",
  path: ACTIVATED,
  json: { voucher_serial_number, ...withGroup },
});

/** The cancellation of a voucher, not sent yet. */
export const cancellation = (voucher: Voucher): HttpRequest & { readonly json: unknown } => ({
  method: "PATCH",
  path: pathOf(voucher),
  json: { voucher_serial_number: voucher.voucher_serial_number, ...withGroup },
});

/** The redemption of a voucher by a merchant, not sent yet. */
export const redemption = ({ voucher_number }: Voucher, merchant = "Test agent"): Scene["request"] => ({
  method: "POST",
  path: REDEEMED,
  json: { voucher_number, voucher_group: "TST", merchant_name: merchant, Gov_Stack_BB: "test" },
});

/** Where an answer also has fields of 3.0, they are right. */
const newer = {
  serialNumber: z.string().optional(),
  value: z.number().optional(),
  message: z.string().optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  transactionId: z.string().max(12).optional(),
};

const done = z.looseObject({ ...newer, result_status: z.string().min(1), status: z.literal(1).optional() });

function expectOwn(
  { serialNumber, value }: { serialNumber?: string | undefined; value?: number | undefined },
  sent: Exchange,
  voucher: Voucher,
): void {
  expectEqual(
    serialNumber ?? voucher.voucher_serial_number,
    voucher.voucher_serial_number,
    "the voucher's number",
    sent,
  );
  expectEqual(value ?? WORTH, WORTH, "what the voucher is worth", sent);
}

/** It was done with the voucher, and the answer says so in words. */
export function expectDone(sent: Exchange, voucher: Voucher): void {
  expectStatus(sent, 200);
  expectOwn(expectShape(sent, done), sent, voucher);
}

const state = z.looseObject({
  ...newer,
  voucher_status: z.union([z.string().min(1), z.number()]),
  status: z.int().optional(),
});

/** The state of a voucher, in whatever words. */
export async function readState(context: CheckContext, voucher: Voucher): Promise<string> {
  const seen = await context.http.send({ path: pathOf(voucher) });
  expectStatus(seen, 200);
  const answer = expectShape(seen, state);
  expectOwn(answer, seen, voucher);
  return String(answer.voucher_status);
}
