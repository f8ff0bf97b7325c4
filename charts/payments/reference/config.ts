import { commonReferenceConfig } from "../../reference-config.ts";
import type { ConfigureReference } from "../../spi/index.ts";

/** The options of payments in a profile; amounts are units of the country's currency. */
export interface PaymentsOptions {
  readonly authorization: "automatic" | "required";
  readonly limits: {
    readonly instruction?: number | undefined;
    readonly batch?: number | undefined;
    readonly day?: number | undefined;
    readonly account?: number | undefined;
  };
  readonly retryBaseMs: number;
  readonly voucherDays: number;
  readonly requestToPayHours: number;
}

const HOUR_MS = 3600_000;

/** What the payments server is told: the country's currency, limits, and how long things hold. */
export const configurePayments: ConfigureReference<PaymentsOptions> = (context, addressOf) => {
  const { stack, part, options } = context;
  return {
    ...commonReferenceConfig(context, addressOf),
    settings: {
      currency: stack.country.currency,
      authorization: options.authorization,
      limits: options.limits,
      retryBaseMs: options.retryBaseMs,
      voucherLifetimeMs: options.voucherDays * 24 * HOUR_MS,
      requestToPayLifetimeMs: options.requestToPayHours * HOUR_MS,
      allowLoopbackTargets: addressOf(part.name, "api").includes("127.0.0.1"),
    },
  };
};
