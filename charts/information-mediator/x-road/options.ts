import { z } from "zod";

const port = z.int().min(1).max(65_535);
const host = z
  .string()
  .regex(/^(?=.{1,200}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, {
    error: "domain",
  });
const httpUrl = z.string().regex(/^https?:\/\/[^\s/?#@]+[^\s#]*$/, { error: "http-url" });
const objectName = z.string().regex(/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/, { error: "object-name" });
const organization = z.string();
const pem = z
  .string()
  .regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/, { error: "a certificate as PEM" });

/** A host outside the stack, and its ports that security servers call. */
const outside = (...ports: number[]) =>
  z.strictObject({
    host: host.describe("Its name in the DNS, or an IPv4 address"),
    ports: z.array(port).min(1).default(ports),
  });

const authority = z.strictObject({
  name: z.string().min(1).describe("The common name of its certificate, as the instance lists it"),
  fields: z
    .record(z.string(), z.string())
    .default({})
    .describe("FIELD: what it wants to read in a certificate's subject and nothing else tells, such as OU"),
  acme: z
    .strictObject({
      secretRef: objectName.describe(
        "The Secret with the files acme.yml and mail.yml, in the part's namespace",
      ),
      host,
      port: port.default(443),
    })
    .optional()
    .describe("Certificates are ordered by ACME; without it people carry requests and certificates"),
});

const memberServer = z.strictObject({
  address: host.describe("The name at which other organizations' servers find it; it is registered"),
  code: z
    .string()
    .regex(/^[A-Za-z0-9'()+,.=?-]{1,255}$/, { error: "letters, digits and '()+,-.=? only" })
    .optional()
    .describe("Its code in the instance; ss-MEMBER by default"),
  certificates: z
    .strictObject({ authentication: pem.optional(), signing: pem.optional() })
    .default({})
    .describe("What the authority gave for its requests, PEM"),
});

const member = z.strictObject({
  anchor: z
    .string()
    .min(1, { error: "not-empty" })
    .describe("The anchor of the instance's internal configuration: its XML, or the https:// address of it"),
  anchorHash: z
    .string()
    .regex(/^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2})+$/, { error: "a hash in hexadecimal" })
    .optional()
    .describe("The anchor's hash, as the operator of the instance says it"),
  central: outside(80, 443, 4001).describe("The instance's central server"),
  management: outside(5500, 5577).describe("The server of the instance's management services"),
  services: z
    .array(outside(80, 443))
    .default([])
    .describe("OCSP responders and time stamps that the instance names"),
  peers: z
    .array(outside(5500, 5577))
    .default([])
    .describe("Security servers of other organizations that this stack calls"),
  timeStamps: httpUrl
    .optional()
    .describe("Which of the instance's time stamps to use; the first one by default"),
  authority,
  servers: z
    .record(organization, memberServer)
    .describe("ORGANIZATION: its security server; every one has its own"),
});

/** X-Road's options in a profile. */
export const xRoadOptions = z.strictObject({
  mode: z
    .enum(["development", "member"])
    .default("development")
    .describe(
      "development: an instance of one's own, with a central server and a test authority; " +
        "member: joins an instance that others run",
    ),
  member: member.optional().describe("The instance to join; with mode member only"),
  variant: z
    .enum(["full", "slim"])
    .default("full")
    .describe("full logs messages with time stamps and monitors; slim does neither, for less memory"),
  serviceTimeout: z.int().min(1).max(3600).default(60).describe("Seconds that a service may take to answer"),
  certificateDays: z
    .int()
    .min(30)
    .max(3650)
    .default(730)
    .describe("How long a certificate of the test authority is good; in mode development only"),
  logLevel: z.enum(["ERROR", "WARN", "INFO", "DEBUG"]).default("INFO").describe("What security servers log"),
});

/** X-Road's options with their defaults filled in. */
export type XRoadOptions = z.infer<typeof xRoadOptions>;

/** The part of them that is about an instance of others. */
export type MemberOptions = NonNullable<XRoadOptions["member"]>;
