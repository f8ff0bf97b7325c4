import { defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { type Consent, requireManagement } from "./consent.ts";
import { PAGE, pageOf } from "./page.ts";
import { describe } from "./record-operations.ts";
import { describeRecord, listAll, listCurrent, type RecordFilter, requireRecord } from "./records.ts";
import { revisionAt } from "./revisions.ts";
import { routesOf } from "./routes.ts";

const RESPONSES = { 200: "The ConsentRecord", 400: "bad input parameter" } as const;
const LISTED = { 200: "The ConsentRecords", 400: "bad input parameter" } as const;
const FILTER = [
  { name: "individualId" },
  { name: "dataAgreementId" },
  { name: "dataAttributeId" },
  { name: "optIn", type: "boolean" },
] as const;

/** What those see of consent records who verify, and those who audit. */
export function verificationOperations(consent: Consent): readonly Operation[] {
  const { store } = consent;
  const guard = requireManagement(consent);
  const common = (path: string) => ({ path, routes: routesOf(path), responses: RESPONSES });
  return [
    defineOperation({
      id: "serviceVerificationConsentRecordList",
      summary: "The current consents of all individuals, or of those of a filter",
      method: "GET",
      ...{ ...common("/service/verification/consent-records/"), responses: LISTED },
      query: [...FILTER, ...PAGE],
      handle: ({ query }) => {
        const find = { filter: filterOf(query), page: pageOf(query) };
        return store.read((db) => ({
          status: 200,
          body: {
            consentRecords: listCurrent(db, find.filter, find.page).map((one) => describeRecord(db, one)),
          },
        }));
      },
    }),
    defineOperation({
      id: "serviceVerificationConsentRecordRead",
      summary: "A consent and its Revision",
      method: "GET",
      ...common("/service/verification/consent-record/{consentRecordId}/"),
      handle: ({ params }) =>
        store.read((db) => {
          const record = requireRecord(db, params["consentRecordId"] ?? "");
          return { status: 200, body: describe(db, record, revisionAt(db, record.revision)) };
        }),
    }),
    defineOperation({
      id: "auditConsentRecordList",
      summary: "All consents, those too that newer ones have replaced",
      method: "GET",
      ...{ ...common("/audit/consent-records/"), guard, responses: LISTED, query: PAGE },
      handle: ({ query }) =>
        store.read((db) => ({
          status: 200,
          body: { consentRecords: listAll(db, {}, pageOf(query)).map((one) => describeRecord(db, one)) },
        })),
    }),
    defineOperation({
      id: "auditConsentRecordRead",
      summary: "A consent",
      method: "GET",
      ...{ ...common("/audit/consent-record/{consentRecordId}/"), guard },
      handle: ({ params }) =>
        store.read((db) => {
          const record = requireRecord(db, params["consentRecordId"] ?? "");
          return { status: 200, body: { consentRecord: describeRecord(db, record) } };
        }),
    }),
  ];
}

function filterOf(query: URLSearchParams): RecordFilter {
  const optIn = query.get("optIn");
  if (optIn !== null && optIn !== "true" && optIn !== "false")
    throw badRequest("optIn must be true or false");
  return {
    individual: query.get("individualId") || null,
    agreement: query.get("dataAgreementId") || null,
    attribute: query.get("dataAttributeId") || null,
    optIn: optIn === null ? null : optIn === "true",
  };
}
