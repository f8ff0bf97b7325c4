import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { notFound } from "../refusal.ts";
import { changeConsent, forgetConsents } from "./change-consent.ts";
import { type Changing, type Consent, change, individualOf } from "./consent.ts";
import { giveConsent } from "./give-consent.ts";
import { requireEver, requireObject } from "./objects.ts";
import { PAGE, pageOf } from "./page.ts";
import { currentRecord, describeRecord, listAll, listCurrent, type StoredRecord } from "./records.ts";
import { describeRevision, type StoredRevision } from "./revisions.ts";
import { routesOf } from "./routes.ts";
import { RECORD } from "./shapes.ts";
import type { EventName } from "./webhooks.ts";

const BY_AGREEMENT = "/service/individual/record/data-agreement/{dataAgreementId}/";
const RECORDS = "/service/individual/record/consent-record/";
const RESPONSES = { 200: "The ConsentRecord", 400: "bad input parameter" } as const;
const LISTED = { 200: "The ConsentRecords", 400: "bad input parameter" } as const;

/** What individuals do with their consents. */
export function recordOperations(consent: Consent): readonly Operation[] {
  const { store } = consent;
  const common = (path: string) => ({ path, routes: routesOf(path), responses: RESPONSES });
  return [
    defineOperation({
      ...{ id: "serviceIndividualConsentRecordCreate", summary: "Consent to an agreement", method: "POST" },
      ...common(BY_AGREEMENT),
      query: [{ name: "individualId" }, { name: "revisionId" }],
      handle: async (call) => {
        const individual = individualOf(call);
        const word = { agreement: agreementIn(call), individual, revisionId: call.query.get("revisionId") };
        return answer(
          await change(consent, call, "serviceIndividualConsentRecordCreate", (changing) => {
            const { db } = changing;
            const { record, revision, added } = giveConsent(db, word, { individual });
            if (added) announceRecord(changing, "consent.given", record, revision);
            return describe(db, record, revision);
          }),
        );
      },
    }),
    defineOperation({
      ...{ id: "serviceIndividualConsentRecordRead", summary: "The consent to an agreement", method: "GET" },
      ...common(BY_AGREEMENT),
      handle: (call) => answer(store.read((db) => readCurrent(db, individualOf(call), agreementIn(call)))),
    }),
    defineOperation({
      ...{
        id: "serviceIndividualConsentRecordList",
        summary: "The consents of an individual",
        method: "GET",
      },
      ...{ ...common(RECORDS), responses: LISTED, query: PAGE },
      handle: (call) => {
        const filter = { individual: individualOf(call) };
        return list(consent, (db) => listCurrent(db, requirePerson(db, filter), pageOf(call.query)));
      },
    }),
    defineOperation({
      ...{ id: "serviceIndividualConsentRecordUpdate", summary: "Change a consent", method: "PUT" },
      ...common(`${RECORDS}{consentRecordId}/`),
      body: z.object({ consentRecord: RECORD }),
      handle: async (call) => {
        const individual = individualOf(call);
        const { consentRecordId = "" } = call.params;
        return answer(
          await change(consent, call, "serviceIndividualConsentRecordUpdate", (changing) => {
            const { db } = changing;
            const done = changeConsent(db, consentRecordId, individual, call.body.consentRecord);
            const event = done.record.optIn === 1 ? "consent.given" : "consent.withdrawn";
            if (done.changed) announceRecord(changing, event, done.record, done.revision);
            return describe(db, done.record, done.revision);
          }),
        );
      },
    }),
    defineOperation({
      id: "serviceIndividualDataAgreementConsentRecordList",
      summary: "All that an individual has said to an agreement",
      method: "GET",
      ...{ ...common(`${BY_AGREEMENT}all/`), responses: LISTED, query: PAGE },
      handle: (call) => {
        const filter = { individual: individualOf(call), agreement: agreementIn(call) };
        return list(consent, (db) => {
          requireEver(db, "DataAgreement", filter.agreement);
          return listAll(db, requirePerson(db, filter), pageOf(call.query));
        });
      },
    }),
    defineOperation({
      id: "serviceIndividualConsentRecordDeleteAll",
      summary: "Forget the consents of an individual that may be forgotten",
      method: "DELETE",
      path: "/service/individual/record/",
      routes: routesOf("/service/individual/record/"),
      responses: { 200: "They are gone", 400: "bad input parameter" },
      handle: async (call) => {
        const individual = individualOf(call);
        await change(consent, call, "serviceIndividualConsentRecordDeleteAll", ({ db, announce }) => {
          requireObject(db, "Individual", individual);
          for (const { id, agreement } of forgetConsents(db, individual))
            announce({
              event: "consent.deleted",
              data: { consentRecordId: id, dataAgreementId: agreement, individualId: individual },
            });
        });
        return { status: 200 };
      },
    }),
  ];
}

/** Tells webhooks of a record. */
export function announceRecord(
  { announce }: Changing,
  event: EventName,
  { id, agreement, individual, optIn, state }: StoredRecord,
  revision: StoredRevision,
): void {
  announce({
    event,
    data: {
      ...{ consentRecordId: id, dataAgreementId: agreement, individualId: individual },
      ...{ optIn: optIn === 1, state, revisionId: revision.id, revisionHash: revision.hash },
    },
  });
}

/** A record and its latest Revision, as answers have them. */
export function describe(db: DatabaseSync, record: StoredRecord, revision: StoredRevision): object {
  return { consentRecord: describeRecord(db, record), revision: describeRevision(db, revision) };
}

function readCurrent(db: DatabaseSync, individual: string, agreement: string): object {
  const found = currentRecord(db, individual, agreement);
  if (found === undefined) throw notFound("this individual has no ConsentRecord for this DataAgreement");
  return { consentRecord: describeRecord(db, found) };
}

function requirePerson<F extends { readonly individual: string }>(db: DatabaseSync, filter: F): F {
  requireObject(db, "Individual", filter.individual);
  return filter;
}

function list({ store }: Consent, find: (db: DatabaseSync) => readonly StoredRecord[]) {
  const consentRecords = store.read((db) => find(db).map((record) => describeRecord(db, record)));
  return answer({ consentRecords });
}

function agreementIn({ params }: Call): string {
  return params["dataAgreementId"] ?? "";
}

function answer(body: object) {
  return { status: 200, body };
}
