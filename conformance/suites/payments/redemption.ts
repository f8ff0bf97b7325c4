import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import type { Issuer } from "./issuer.ts";
import { asNumber, expectHeld, payerOf, type Town } from "./town.ts";
import { type Voucher, WORTH } from "./voucher.ts";

const redeemed = z.looseObject({
  status: z.literal(1),
  message: z.string().max(20),
  serialNumber: z.string().max(20),
  value: z.number(),
  timestamp: z.iso.datetime({ offset: true }),
  transactionId: z.string().min(1).max(12),
});

/** A redemption succeeded, of this voucher and its worth. The id of its transaction. */
export function expectRedeemed(sent: Exchange, { town }: Issuer, { serialNumber }: Voucher): string {
  expectStatus(sent, 200);
  const answer = expectShape(sent, redeemed);
  expectMatches(answer, { serialNumber, value: asNumber(town, WORTH) }, "the redemption", sent);
  const minutes = Math.abs(Date.parse(answer.timestamp) - Date.now()) / 60_000;
  expectEqual(minutes < 10, true, "whether the redemption was a moment ago", sent);
  return answer.transactionId;
}

/** A redemption failed: status 0 with 200, or a refusal. */
export function expectNotRedeemed(sent: Exchange): void {
  expectStatus(sent, 200, 400, 404, 409);
  if (sent.status !== 200) return;
  const answer = expectShape(
    sent,
    z.looseObject({ status: z.literal(0), message: z.string().min(1).max(20) }),
  );
  expectEqual(answer.status, 0, "the status of the redemption", sent);
}

/** The agent and the payer have these minor units. */
export const expectPaid = (
  context: CheckContext,
  town: Town,
  agent: string,
  agents: number,
  payers: number,
): Promise<void> =>
  expectHeld(context, town, [
    [{ kind: "agent", owner: agent }, agents],
    [payerOf(town), payers],
  ]);
