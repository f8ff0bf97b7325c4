import { z } from "zod";
import { expectEqual, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectRecord, expectRecordRevision } from "./expect-record.ts";
import { expectListed, expectNotListed, expectPaged, type Listing, pageChecks } from "./listing.ts";
import { expectFollows } from "./revision.ts";
import { consentApi, forget, INVALID, makeConsent, must, noneOf, sendChange, WITH_RECORD } from "./scene.ts";
import { type ConsentRecord, RECORD, type Revision } from "./shapes.ts";

const READ = { effect: "read" } as const;

/** A way in which others than the individual read one consent. `revised`: with its Revision. */
function readChecks(operation: string, id: string, template: string, revised: boolean) {
  const pathOf = (recordId: string) => template.replace("{consentRecordId}", encodeURIComponent(recordId));
  const shape = (revised ? WITH_RECORD : z.looseObject({ consentRecord: RECORD })) as unknown as z.ZodType<{
    readonly consentRecord: ConsentRecord;
    readonly revision?: Revision;
  }>;
  return checksOf(operation, consentApi(`GET ${template}`), [
    positive(id, "A consent is seen as it is, and as soon as it is withdrawn", async (context) => {
      const given = await makeConsent(context);
      const path = pathOf(given.record.id);
      const before = await must(context, { path }, shape);
      expectRecord(before.exchange, before.body.consentRecord, given);
      expectEqual(before.body.consentRecord.id, given.record.id, "the id of the record", before.exchange);
      expectStatus(await sendChange(context, given, { optIn: false }), 200);
      const { body, exchange } = await must(context, { path }, shape);
      expectRecord(exchange, body.consentRecord, { ...given, optIn: false });
      if (body.revision === undefined) return;
      expectRecordRevision(exchange, body.revision, given.record);
      expectFollows(exchange, body.revision, given.recordRevision);
    }),
    negative(
      `${id}-unknown`,
      "A consent that there is not is refused",
      async (context) =>
        expectRefused(await context.http.send({ path: pathOf(noneOf(context)) }), ...INVALID),
      READ,
    ),
  ]);
}

/** A list of the consents of all. */
function listChecks(operation: string, id: string, path: string) {
  const listing: Listing = { path, name: "consentRecords", item: RECORD };
  return checksOf(operation, consentApi(`GET ${path}`), [
    positive(id, "Consents are listed as they are, withdrawn ones as withdrawn", async (context) => {
      const [first, second] = [await makeConsent(context), await makeConsent(context, { dpia: "2" })];
      await expectListed(context, listing, [first.record, second.record]);
      expectStatus(await sendChange(context, second, { optIn: false }), 200);
      const withdrawn = { ...second.record, optIn: false };
      await expectListed(context, listing, [first.record, withdrawn]);
      await forget(context, first.individual);
      await expectNotListed(context, listing, first.record.id);
    }),
    positive(
      `${id}-pages`,
      "The list of consents is cut in pages",
      async (context) => {
        const [first, second] = [await makeConsent(context), await makeConsent(context, { dpia: "2" })];
        await expectPaged(context, listing, [first.record, second.record]);
      },
      { exclusive: true },
    ),
    ...pageChecks(id, listing),
  ]);
}

/** The checks of what those see who verify consents, and those who audit them. */
export const verificationChecks = [
  ...listChecks(
    "serviceVerificationConsentRecordList",
    "verification-list",
    "/service/verification/consent-records/",
  ),
  ...readChecks(
    "serviceVerificationConsentRecordRead",
    "verification-read",
    "/service/verification/consent-record/{consentRecordId}/",
    true,
  ),
  ...listChecks("auditConsentRecordList", "audit-list", "/audit/consent-records/"),
  ...readChecks("auditConsentRecordRead", "audit-read", "/audit/consent-record/{consentRecordId}/", false),
];
