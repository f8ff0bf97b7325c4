import { z } from "zod";

const host = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, "a host name or an IPv4 address, in small letters");
const port = z.int().min(1).max(65_535);

/** The scheduler's options in a profile. */
export const schedulerOptions = z.strictObject({
  requestors: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$/, "letters, digits, -, _ and ., at most 50"))
    .default([])
    .describe("Who may ask, each with a token of its own; in development without any, everybody"),
  emailAlerts: z
    .boolean()
    .default(false)
    .describe("Whether alerts go by e-mail too, through the part that sends e-mails"),
  alertHosts: z
    .array(z.strictObject({ host, port: port.default(443) }))
    .default([])
    .describe("Hosts outside of the cluster that alerts may go to"),
  retryBaseMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(1000)
    .describe("First pause before an alert is tried again, in milliseconds; it doubles each time"),
  giveUpAfterHours: z.int().min(1).max(336).default(48).describe("How long an alert is tried again"),
});

/** The scheduler's options, parsed. */
export type SchedulerOptions = z.output<typeof schedulerOptions>;
