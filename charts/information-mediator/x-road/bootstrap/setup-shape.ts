import { z } from "zod";
import type { XRoadSetup } from "../settings.ts";

const name = z.string().min(1);
const pem = z.string().min(1);

const server = z.strictObject({
  organization: name,
  memberClass: name,
  memberCode: name,
  memberName: name,
  serverCode: name,
  address: name,
  adminUrl: z.url(),
  messageUrl: z.url(),
  healthUrl: z.url(),
  user: name,
  passwordFile: name,
  pinFile: name,
  certificates: z.strictObject({ authentication: pem.optional(), signing: pem.optional() }).optional(),
});

const service = z.strictObject({
  code: name,
  url: z.url(),
  certificate: pem.optional(),
  callers: z.array(name),
});

const central = z.strictObject({
  adminUrl: z.url(),
  configurationUrl: z.url(),
  address: name,
  user: name,
  passwordFile: name,
  pinFile: name,
});

/** The setup as the job reads it from its mounted file. */
export const setupShape: z.ZodType<XRoadSetup> = z
  .strictObject({
    instance: name,
    country: name,
    logsMessages: z.boolean(),
    serviceTimeout: z.int().positive(),
    servers: z.array(server).min(1),
    clients: z.array(z.strictObject({ organization: name, subsystem: name, services: z.array(service) })),
    development: z
      .strictObject({
        central,
        authority: z.strictObject({ name, signUrl: z.url(), statusUrl: z.url(), timeUrl: z.url() }),
      })
      .optional(),
    membership: z
      .strictObject({
        anchor: name,
        anchorHash: name.optional(),
        authority: z.strictObject({ name, acme: z.boolean(), fields: z.record(z.string(), z.string()) }),
        timeStamps: z.url().optional(),
      })
      .optional(),
  })
  .refine(({ development, membership }) => (development === undefined) !== (membership === undefined), {
    error: "either an instance of one's own or one to join",
  });
