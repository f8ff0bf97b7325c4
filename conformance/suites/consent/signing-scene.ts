import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { asIndividual } from "./fixtures.ts";
import { makeSigningKey, type SigningKey } from "./keys.ts";
import { expectHash, readObject } from "./revision.ts";
import {
  type Agreed,
  byAgreement,
  type Given,
  INVALID,
  makeAgreement,
  makeIndividual,
  must,
  RECORDS,
} from "./scene.ts";
import {
  DRAFT,
  type Individual,
  RECORD,
  REVISION,
  SIGNATURE,
  SIGNATURE_DRAFT,
  type Signature,
} from "./shapes.ts";

/** A draft, with its signature. */
export const DRAFTED = z.looseObject({ consentRecord: DRAFT, signature: SIGNATURE_DRAFT });

/** A record with its signature. */
export const SIGNED = z.looseObject({ consentRecord: RECORD, revision: REVISION, signature: SIGNATURE });

/** An answer that holds a signature. */
export const WITH_SIGNATURE = z.looseObject({ signature: SIGNATURE });

const WITH_RECORD = z.looseObject({ consentRecord: RECORD, revision: REVISION });

/** The path of drafts. */
export const DRAFT_PATH = `${RECORDS}draft/`;

/** The path of a record's signature, as the file has it. */
export const SIGNATURE_PATH = `${RECORDS}{consentRecordId}/signature/`;

/** The path of a record's signature. */
export const pathOf = ({ id }: { readonly id: string }) => `${RECORDS}${encodeURIComponent(id)}/signature/`;

/** The payload is JSON, and says what the fields of the signature say. */
export function expectPayload(exchange: Exchange, signature: Signature): void {
  const payload = readObject(signature.payload);
  expectTrue(payload !== undefined, "the payload of the signature is no JSON object", exchange);
  for (const name of ["verificationPayload", "verificationPayloadHash"])
    expectTrue(payload[name] !== undefined, `the payload of the signature has no ${name}`, exchange);
  for (const [name, value] of Object.entries(payload))
    if (value != null && value !== "")
      expectEqual(signature[name], value, `${name} of the signature`, exchange);
  expectHash(exchange, signature.verificationPayload, signature.verificationPayloadHash, "what is signed");
}

/** Signs what was prepared: the payload names the key. */
export function signWith(key: SigningKey, prepared: Signature): Signature {
  const { verificationSignedBy: _, ...rest } = readObject(prepared.payload) ?? {};
  const payload = JSON.stringify({ ...rest, verificationSignedBy: key.thumbprint });
  return { ...prepared, verificationSignedBy: key.thumbprint, payload, signature: key.sign(payload) };
}

/** The same with another signature: that of a key which did not sign this. */
export const forge = (signed: Signature): Signature => ({
  ...signed,
  signature: makeSigningKey().sign(signed.payload),
});

/** An agreement, and an individual who may consent to it. */
export type Person = Agreed & { readonly individual: Individual };

/** Makes both. */
export async function makePerson(context: CheckContext): Promise<Person> {
  return { ...(await makeAgreement(context)), individual: await makeIndividual(context) };
}

/** Asks for a draft. */
export function sendDraft(
  context: CheckContext,
  individualId: string,
  dataAgreementId: string,
): Promise<Exchange> {
  return context.http.send({
    method: "POST",
    path: DRAFT_PATH,
    query: { individualId, dataAgreementId },
    headers: asIndividual(context, individualId),
  });
}

/** Makes a draft. */
export async function makeDraft(context: CheckContext, { individual, agreement }: Person) {
  const exchange = await sendDraft(context, individual.id, agreement.id);
  expectStatus(exchange, 200);
  return { ...expectShape(exchange, DRAFTED), exchange };
}

/** Sends a draft back. */
export function sendPair(context: CheckContext, { individual }: Person, json: object): Promise<Exchange> {
  const headers = asIndividual(context, individual.id);
  return context.http.send({ method: "POST", path: RECORDS, headers, json });
}

/** Has a signature prepared, or completes it. */
export function sendSignature(
  context: CheckContext,
  method: "POST" | "PUT",
  { record, individual }: Pick<Given, "record" | "individual">,
  signature: object,
): Promise<Exchange> {
  const headers = asIndividual(context, individual.id);
  return context.http.send({ method, path: pathOf(record), headers, json: { signature } });
}

/** The record and its Revision as those see it who verify. */
export async function verify(context: CheckContext, { id }: { readonly id: string }) {
  return must(context, { path: `/service/verification/consent-record/${id}/` }, WITH_RECORD);
}

/** This individual has no consent to this agreement. */
export async function expectNone(context: CheckContext, { agreement, individual }: Person): Promise<void> {
  const headers = asIndividual(context, individual.id);
  expectRefused(await context.http.send({ path: byAgreement(agreement.id), headers }), ...INVALID);
}
