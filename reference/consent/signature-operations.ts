import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { type Consent, change, findIndividual, individualOf } from "./consent.ts";
import { draftRecord, type Word } from "./give-consent.ts";
import { announceRecord, describe } from "./record-operations.ts";
import { describeRecord, requireRecord } from "./records.ts";
import { routesOf } from "./routes.ts";
import { type GivenRecord, RECORD, SIGNATURE } from "./shapes.ts";
import {
  addSigned,
  draftSnapshot,
  openSignature,
  requireDraftSnapshot,
  requireSignature,
  type StoredSignature,
  storeSigned,
} from "./sign-record.ts";
import { completeSignature, prepareSignature } from "./signatures.ts";

const RECORDS = "/service/individual/record/consent-record/";
const OF_RECORD = `${RECORDS}{consentRecordId}/signature/`;
const RESPONSES = { 200: "The ConsentRecord and its Signature", 400: "bad input parameter" } as const;

/** What individuals do to sign their consents. */
export function signatureOperations(consent: Consent): readonly Operation[] {
  const { store } = consent;
  const common = (path: string) => ({ path, routes: routesOf(path), responses: RESPONSES });
  const signatureBody = z.object({ signature: SIGNATURE });
  return [
    defineOperation({
      ...{
        id: "serviceIndividualConsentRecordDraftCreate",
        summary: "A consent to be signed",
        method: "POST",
      },
      ...common(`${RECORDS}draft/`),
      query: [{ name: "individualId" }, { name: "dataAgreementId", required: true }, { name: "revisionId" }],
      handle: (call) => {
        const { query } = call;
        const word = {
          ...{ agreement: query.get("dataAgreementId") ?? "", individual: individualOf(call) },
          revisionId: query.get("revisionId"),
        };
        return answer(
          store.read((db) => {
            const draft = draftRecord(db, word);
            const timestamp = new Date().toISOString();
            const signature = prepareSignature(draftSnapshot(db, draft, timestamp), undefined, {}, timestamp);
            return { consentRecord: describeRecord(db, draft), signature };
          }),
        );
      },
    }),
    defineOperation({
      id: "serviceIndividualConsentRecordSignatureCreate",
      summary: "Consent with a signature",
      method: "POST",
      ...common(RECORDS),
      body: z.object({ consentRecord: RECORD, signature: SIGNATURE }),
      handle: async (call) => {
        const { consentRecord, signature: given } = call.body;
        const word = wordOf(call, consentRecord);
        const signed = Boolean(given.signature);
        // Before the JWS is looked at, so that nobody has the server verify what it would refuse anyway.
        if (signed) store.read((db) => draftRecord(db, word));
        const prepared = prepareSignature(
          ...([given.verificationPayload ?? "", undefined, given, given.timestamp || undefined] as const),
        );
        const { content, verified } = signed
          ? await completeSignature(prepared, given)
          : { content: prepared, verified: false };
        return answer(
          await change(consent, call, "serviceIndividualConsentRecordSignatureCreate", (changing) => {
            const { db } = changing;
            const draft = draftRecord(db, word);
            const timestamp = verified
              ? requireDraftSnapshot(db, draft, content.verificationPayload)
              : undefined;
            const done = storeSigned(db, draft, content, timestamp);
            if (done.added)
              announceRecord(
                changing,
                verified ? "consent.signed" : "consent.given",
                done.record,
                done.revision,
              );
            return { ...describe(db, done.record, done.revision), signature: flat(done.signature) };
          }),
        );
      },
    }),
    defineOperation({
      ...{ id: "serviceIndividualSignatureCreate", summary: "A Signature to be signed", method: "POST" },
      ...{ ...common(OF_RECORD), body: signatureBody },
      handle: async (call) => {
        const id = recordIn(consent, call);
        const opened = await change(consent, call, "serviceIndividualSignatureCreate", ({ db }) =>
          openSignature(db, id, call.body.signature),
        );
        return answer({ signature: flat(opened) });
      },
    }),
    defineOperation({
      ...{ id: "serviceIndividualSignatureUpdate", summary: "Add what was signed", method: "PUT" },
      ...{ ...common(OF_RECORD), body: signatureBody },
      handle: async (call) => {
        const id = recordIn(consent, call);
        const { signature: given } = call.body;
        if (!given.signature) throw badRequest("signature.signature: must not be empty");
        const open = store.read((db) => requireSignature(db, id, given));
        // The same again, as after a broken connection.
        if (open.content.signature === given.signature) return answer({ signature: flat(open) });
        const { content, verified } = await completeSignature(open.content, given);
        const done = await change(consent, call, "serviceIndividualSignatureUpdate", (changing) => {
          const result = addSigned(changing.db, id, open, content, verified);
          if (verified) announceRecord(changing, "consent.signed", result.record, result.revision);
          return result;
        });
        return answer({ signature: flat(done.signature) });
      },
    }),
  ];
}

/** What a draft that comes back says. */
function wordOf(call: Call, record: GivenRecord): Word {
  const agreement = record.dataAgreement?.id;
  const named = findIndividual(call);
  const individual = record.individual?.id ?? named;
  if (!agreement) throw badRequest("consentRecord.dataAgreement.id: is required");
  if (!individual) throw badRequest("consentRecord.individual.id: is required");
  if (named !== undefined && named !== individual)
    throw badRequest("the header and the ConsentRecord name different individuals");
  if (record.dataAgreementRevisionHash == null || record.dataAgreementRevisionHash === "")
    throw badRequest("consentRecord.dataAgreementRevisionHash: is required");
  return {
    ...{ agreement, individual, revisionId: record.dataAgreementRevision?.id },
    ...{ revisionHash: record.dataAgreementRevisionHash, optIn: record.optIn },
    attributes: record.dataAttributes,
  };
}

/** The record of a call, which another individual's name does not fit. */
function recordIn({ store }: Consent, call: Call): string {
  const named = findIndividual(call);
  const { id, individual } = store.read((db) => requireRecord(db, call.params["consentRecordId"] ?? ""));
  if (named !== undefined && named !== individual)
    throw notFound("this individual has no ConsentRecord with this id");
  return id;
}

function flat({ id, content }: StoredSignature): object {
  return { id, ...content };
}

function answer(body: object) {
  return { status: 200, body };
}
