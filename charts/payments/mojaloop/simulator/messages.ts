import { z } from "zod";

const uuid = z.string().regex(/^[0-9a-f-]{36}$/);
const money = z.object({
  // The definition's canonical form: no zeros at the end, four decimals at most.
  amount: z.string().regex(/^(0|[1-9]\d{0,17})(\.\d{0,3}[1-9])?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
const party = z.object({
  partyIdInfo: z.object({
    partyIdType: z.string(),
    partyIdentifier: z.string(),
    fspId: z.string().optional(),
  }),
});

/** POST /quotes, as far as a payee's institution reads it. */
export const quoteRequest = z.object({
  quoteId: uuid,
  transactionId: uuid,
  payer: party,
  payee: party,
  amountType: z.enum(["SEND", "RECEIVE"]),
  amount: money,
});

/** POST /transfers, as far as a payee's institution reads it. */
export const transferRequest = z.object({
  transferId: uuid,
  payerFsp: z.string(),
  payeeFsp: z.string(),
  amount: money,
  ilpPacket: z.string().regex(/^[\w-]{1,32768}={0,2}$/),
  condition: z.string().regex(/^[\w-]{43}$/),
  expiration: z.string(),
});
