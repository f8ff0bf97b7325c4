import { z } from "zod";

const information = z.object({
  errorCode: z.string().regex(/^\d{4}$/),
  errorDescription: z.string().default(""),
});

/** PUT …/error of any resource. */
export const errorBody = z.object({ errorInformation: information });

/** PUT /parties/{Type}/{ID} */
export const partyBody = z.object({
  party: z.object({ partyIdInfo: z.object({ fspId: z.string().min(1).max(32) }) }),
});

/** PUT /quotes/{ID} */
export const quoteBody = z.object({
  transferAmount: z.object({ amount: z.string(), currency: z.string() }),
  expiration: z.iso.datetime({ offset: true }),
  ilpPacket: z.string().min(1).max(32_768),
  condition: z.string().regex(/^[\w-]{43}$/),
});

const extension = z.object({ key: z.string(), value: z.string() });

/** PUT and PATCH /transfers/{ID}; of a transfer that came to nothing, the extension `cause` says why. */
export const transferBody = z.object({
  transferState: z.enum(["RECEIVED", "RESERVED", "COMMITTED", "ABORTED"]),
  extensionList: z.object({ extension: z.array(extension) }).optional(),
});
