import { z } from "zod";

/** No list of a request may be longer. */
export const MOST_INSTRUCTIONS = 10_000;

/** A text that is there, without spaces around it, of so many characters at most. */
export const text = (most: number): z.ZodString => z.string().trim().min(1).max(most);

/** An amount as it is written; what it comes to depends on the currency. */
export const amount: z.ZodUnion<readonly [z.ZodNumber, z.ZodString]> = z.union([z.number(), z.string()]);

/** ISO 4217's three letters. */
export const currency: z.ZodString = z.string().regex(/^[A-Z]{3}$/, "a currency has three capital letters");

/** A note of 50 characters at most; empty where there is none. */
export const narration: z.ZodDefault<z.ZodString> = z.string().max(50).default("");

/** An amount of P2G: whole minor units. */
export const minorAmount: z.ZodInt = z
  .int()
  .min(1)
  .max(10 ** 15);
