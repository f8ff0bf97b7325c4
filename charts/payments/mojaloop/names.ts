import { z } from "zod";

/** A participant's name. The ledger takes more, FSPIOP's headers and addresses of the web do not. */
export const participantName: z.ZodString = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9]{1,29}$/, "a participant's name is 2 to 30 letters and digits");

/** A currency's code (ISO 4217). */
export const currencyCode: z.ZodString = z
  .string()
  .regex(/^[A-Z]{3}$/, "a currency has three capital letters");

/** Base URLs of the hub's services. */
export const hubAddresses = z.strictObject({
  ledger: z.url(),
  transfers: z.url(),
  lookup: z.url(),
  lookupAdmin: z.url(),
  quotes: z.url(),
  oracle: z.url(),
  settlement: z.url(),
});
