import { z } from "zod";

const id = z.string().min(1);
const text = z.string();

/** A Policy of the file. */
export const POLICY = z.looseObject({ id, name: text, version: text, url: text });
/** A Revision of the file. */
export const REVISION = z.looseObject({
  id,
  schemaName: text,
  objectId: text,
  serializedSnapshot: text,
  serializedHash: text,
  timestamp: text,
});
/** A DataAgreement of the file. */
export const AGREEMENT = z.looseObject({
  ...{ id, version: text, purpose: text, lawfulBasis: text, dpia: text },
});
/** An Individual of the file. */
export const INDIVIDUAL = z.looseObject({ id });
/** A Webhook of the file. */
export const WEBHOOK = z.looseObject({
  ...{ id, payloadUrl: text, contentType: text, disabled: z.boolean(), secretKey: text },
});
/** A ConsentRecord of the file that is not stored yet. */
export const DRAFT = z.looseObject({
  id: text.optional(),
  dataAgreement: AGREEMENT,
  dataAgreementRevision: REVISION,
  dataAgreementRevisionHash: text,
  individual: INDIVIDUAL,
  optIn: z.boolean(),
  state: z.enum(["unsigned", "pending more signatures", "signed"]),
});
/** A ConsentRecord of the file. */
export const RECORD = DRAFT.extend({ id });
/** A Signature of the file that is not stored yet. */
export const SIGNATURE_DRAFT = z.looseObject({
  id: text.optional(),
  payload: text,
  signature: text,
  verificationMethod: text,
  verificationPayload: text,
  verificationPayloadHash: text,
  verificationSignedBy: text,
  timestamp: text,
});
/** A Signature of the file. */
export const SIGNATURE = SIGNATURE_DRAFT.extend({ id });

/** A Policy of the file. */
export type Policy = z.infer<typeof POLICY>;
/** A Revision of the file. */
export type Revision = z.infer<typeof REVISION>;
/** A DataAgreement of the file. */
export type Agreement = z.infer<typeof AGREEMENT>;
/** An Individual of the file. */
export type Individual = z.infer<typeof INDIVIDUAL>;
/** A Webhook of the file. */
export type Webhook = z.infer<typeof WEBHOOK>;
/** A ConsentRecord of the file. */
export type ConsentRecord = z.infer<typeof RECORD>;
/** A ConsentRecord of the file, stored or not. */
export type Draft = z.infer<typeof DRAFT>;
/** A Signature of the file, stored or not. */
export type Signature = z.infer<typeof SIGNATURE_DRAFT>;
