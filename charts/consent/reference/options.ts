import { z } from "zod";

/** The consent server's options in a profile. */
export const consentOptions = z.strictObject({
  webhookHosts: z
    .array(
      z.strictObject({
        host: z
          .string()
          .regex(
            /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
            "a host name or an IPv4 address, in small letters",
          ),
        port: z.int().min(1).max(65_535).default(443),
      }),
    )
    .default([])
    .describe("The hosts that webhooks may be registered for; those outside of the cluster"),
  retryBaseMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(1000)
    .describe("First pause before a webhook is called again, in milliseconds; it doubles each time"),
});

/** The consent server's options, parsed. */
export type ConsentOptions = z.output<typeof consentOptions>;
