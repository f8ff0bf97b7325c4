import { z } from "zod";

const ID = /^(?!\.+$)[A-Za-z0-9._:~@+-]{1,200}$/;
const LONG = 20_000;

const id = z
  .union([
    z.literal("").transform(() => undefined),
    z.string().regex(ID, "letters, digits and ._:~@+-, 200 at most"),
  ])
  .nullish();
const wanted = z.string().max(LONG).regex(/\S/, "must not be empty");
const text = z.string().max(LONG).nullish();

/** An Individual as callers give it. */
export const INDIVIDUAL = z.object({ id, externalId: text, externalIdType: text, identityProviderId: text });

const policyFields = {
  name: wanted,
  version: wanted,
  url: wanted,
  jurisdiction: text,
  industrySector: text,
  dataRetentionPeriodDays: z.int().min(0).nullish(),
  geographicRestriction: text,
  storageLocation: text,
};

/** A Policy as callers give it. */
export const POLICY = z.object({ id, ...policyFields });

/** A Signature as callers give it: its fields are looked at where it is needed. */
export const SIGNATURE = z.object({
  id: text,
  payload: text,
  signature: text,
  verificationMethod: text,
  verificationPayload: text,
  verificationPayloadHash: text,
  verificationArtifact: text,
  verificationSignedBy: text,
  verificationSignedAs: z.enum(["individual", "delegate", ""]).nullish(),
  verificationJwsHeader: text,
  timestamp: text,
  signedWithoutObjectReference: z.boolean().nullish(),
  objectType: text,
  objectReference: text,
});

/** A Signature as callers give it. */
export type GivenSignature = z.output<typeof SIGNATURE>;

const LAWFUL_BASES = [
  "consent",
  "legal_obligation",
  "contract",
  "vital_interest",
  "public_task",
  "legitimate_interest",
] as const;

/** A DataAgreement as callers give it. */
export const AGREEMENT = z.object({
  id,
  version: wanted,
  controller: z.object({ id: text, name: wanted, url: wanted }).nullish(),
  policy: z.object({ id, ...z.object(policyFields).partial().shape }).nullish(),
  purpose: wanted,
  lawfulBasis: z.enum(LAWFUL_BASES),
  dataUse: z.enum(["data_source", "data_using_service"]).nullish(),
  dpia: wanted,
  active: z.boolean().nullish(),
  forgettable: z.boolean().nullish(),
  compatibleWithVersion: z.looseObject({ id: z.string().regex(ID) }).nullish(),
  lifecycle: z
    .object({
      id: text,
      name: z
        .string()
        .regex(/^(draft|complete)$/i, "Draft or Complete")
        .transform((name): "Draft" | "Complete" => (/^d/i.test(name) ? "Draft" : "Complete")),
    })
    .nullish(),
  signature: SIGNATURE.nullish(),
  dataAttributes: z
    .array(z.object({ id: wanted, name: wanted, sensitivity: wanted, category: wanted }))
    .max(1000)
    .nullish(),
});

/** A DataAgreement as callers give it. */
export type GivenAgreement = z.output<typeof AGREEMENT>;

const reference = z.object({ id: z.string().max(200) });

/** A ConsentRecord as callers give it. */
export const RECORD = z.object({
  id: text,
  dataAgreement: reference.nullish(),
  dataAgreementRevision: reference.nullish(),
  dataAgreementRevisionHash: text,
  individual: reference.nullish(),
  optIn: z.boolean().nullish(),
  dataAttributes: z
    .array(z.object({ id: z.string().max(LONG), optIn: z.boolean() }))
    .max(1000)
    .nullish(),
});

/** A ConsentRecord as callers give it. */
export type GivenRecord = z.output<typeof RECORD>;

/** A Webhook as callers give it. */
export const WEBHOOK = z.object({
  id,
  payloadUrl: z.url({ protocol: /^https?$/ }).max(2000),
  contentType: z.literal("application/json"),
  disabled: z.boolean().nullish(),
  secretKey: z.string().max(1000).nullish(),
});

/** A Webhook as callers give it. */
export type GivenWebhook = z.output<typeof WEBHOOK>;

/** Without what is absent or `null`, so that equal things have equal texts. */
export function prune<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}
