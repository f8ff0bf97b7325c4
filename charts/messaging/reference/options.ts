import { z } from "zod";

const host = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, "a host name or an IPv4 address, in small letters");
const port = z.int().min(1).max(65_535);

/** The mail server of a country. */
const smtp = z.strictObject({
  host: host.describe("The mail server"),
  port: port.default(465),
  security: z
    .enum(["tls", "starttls", "none"])
    .default("tls")
    .describe("TLS from the first byte, before anything is said, or (in development) not at all"),
  from: z.email().describe("The address that the mail server may send for; all e-mails are from it"),
  secretRef: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, "the name of a Secret")
    .optional()
    .describe(
      "The Secret in the part's namespace with the keys username and password, where it asks for them",
    ),
  ca: z
    .string()
    .regex(/-----BEGIN CERTIFICATE-----/, "a certificate in PEM")
    .optional()
    .describe("The authority of its certificate, where it is not one that everybody knows"),
});

/** The messaging server's options in a profile. */
export const messagingOptions = z.strictObject({
  smtp: smtp.optional().describe("The mail server; without it, in development, a mailbox inside the server"),
  callbackHosts: z
    .array(z.strictObject({ host, port: port.default(443) }))
    .default([])
    .describe("Hosts outside of the cluster that call-backs may go to"),
  retryBaseMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(1000)
    .describe(
      "First pause before an e-mail or a call-back is tried again, in milliseconds; it doubles each time",
    ),
  giveUpAfterHours: z
    .int()
    .min(1)
    .max(336)
    .default(48)
    .describe("How long an e-mail or a call-back is tried again"),
  keepContentHours: z
    .int()
    .min(0)
    .max(8760)
    .default(24)
    .describe("How long content and addresses are kept, encrypted, after the end of an e-mail"),
  keepStatusDays: z
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe("How long the status of a request can be asked after its end"),
});

/** The messaging server's options, parsed. */
export type MessagingOptions = z.output<typeof messagingOptions>;
