import { z } from "zod";
import type { Environment } from "../../charts/spi/index.ts";
import { exponentOf } from "./currencies.ts";
import { readFunds } from "./money.ts";

const amount = z.union([z.number(), z.string()]);

const SETTINGS = z.object({
  currency: z
    .string()
    .refine((code) => exponentOf(code) !== undefined, "a currency of ISO 4217, or XTS for tests")
    .default("XTS"),
  authorization: z.enum(["automatic", "required"]).default("automatic"),
  allowLoopbackTargets: z.boolean().optional(),
  retryBaseMs: z.number().int().min(1).max(60_000).default(1000),
  limits: z
    .object({
      instruction: amount.optional(),
      batch: amount.optional(),
      day: amount.optional(),
      account: amount.optional(),
    })
    .default({}),
  voucherLifetimeMs: z
    .number()
    .int()
    .min(1)
    .default(365 * 24 * 3600_000),
  requestToPayLifetimeMs: z
    .number()
    .int()
    .min(1)
    .default(24 * 3600_000),
});

/** The most that is paid, in minor units of the country's currency; absent where there is no limit. */
export interface Limits {
  /** By one instruction. */
  readonly instruction?: number;
  /** By all instructions of a batch that one account pays. */
  readonly batch?: number;
  /** From one payer's account in a day (UTC). */
  readonly day?: number;
  /** What a payee's account may hold. */
  readonly account?: number;
}

/** What a stack tells this block's server beyond the common configuration. */
export interface PaymentsSettings {
  /** The country's (ISO 4217). */
  readonly currency: string;
  /** Whether a batch waits until its funds are authorized. */
  readonly authorization: "automatic" | "required";
  /** Loopback and link-local addresses as targets of call-backs: only where the whole stack runs on loopback. */
  readonly allowLoopbackTargets: boolean;
  /** The pause after the first failed call-back, in milliseconds; it doubles with each further one. */
  readonly retryBaseMs: number;
  readonly limits: Limits;
  readonly voucherLifetimeMs: number;
  readonly requestToPayLifetimeMs: number;
}

/**
 * Reads the settings. Without a word about loopback targets they are allowed in development, where a server may stand
 * alone on one machine. Throws a TypeError with one sentence that names the place.
 */
export function readSettings(value: unknown, environment: Environment): PaymentsSettings {
  const parsed = SETTINGS.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const { limits, allowLoopbackTargets = environment === "development", ...rest } = parsed.data;
  const read = Object.entries(limits).flatMap(([name, most]) =>
    most === undefined ? [] : [[name, readFunds(most, rest.currency, `settings.limits.${name}`)]],
  );
  return { ...rest, allowLoopbackTargets, limits: Object.fromEntries(read) };
}
