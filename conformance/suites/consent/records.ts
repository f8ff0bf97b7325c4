import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectRecord, expectRecordRevision } from "./expect-record.ts";
import { asIndividual } from "./fixtures.ts";
import { expectListed, expectNotListed, expectPaged, type Listing } from "./listing.ts";
import { BY_AGREEMENT, changeAgreement, expectNoConsent, ONE_RECORD, OWN, readOwn } from "./record-scene.ts";
import { expectSuccessor } from "./revision.ts";
import {
  byAgreement,
  consentApi,
  INVALID,
  makeAgreement,
  makeConsent,
  makeIndividual,
  noneOf,
  RECORDS,
  sendChange,
  sendConsent,
} from "./scene.ts";

const READ = { effect: "read" } as const;

const createChecks = checksOf("serviceIndividualConsentRecordCreate", consentApi(`POST ${BY_AGREEMENT}`), [
  positive(
    "consent",
    "A consent points to the current revision of its agreement, and is read back",
    async (context) => {
      const given = await makeConsent(context);
      expectRecord(given.exchange, given.record, given);
      expectRecordRevision(given.exchange, given.recordRevision, given.record);
      const { body, exchange } = await readOwn(context, given);
      expectMatches(body.consentRecord, given.record, "the consent record", exchange);
    },
  ),
  positive("consent-again", "Who consents twice has one consent", async (context) => {
    const given = await makeConsent(context);
    const again = await sendConsent(context, given.individual.id, given.agreement.id);
    const headers = asIndividual(context, given.individual.id);
    if (again.status === 200) expectMatches(again.json, { consentRecord: given.record }, "the answer", again);
    else expectRefused(again, ...INVALID);
    await expectListed(context, OWN, [given.record], { headers });
  }),
  negative("consent-inactive", "Nobody can consent to an agreement that is not active", async (context) => {
    const { agreement } = await makeAgreement(context, { active: false });
    const { id } = await makeIndividual(context);
    expectRefused(await sendConsent(context, id, agreement.id), ...INVALID);
    await expectNoConsent(context, agreement.id, id);
  }),
  negative("consent-unknown", "Neither is there consent to nothing, nor of nobody", async (context) => {
    const { agreement } = await makeAgreement(context);
    const { id } = await makeIndividual(context);
    expectRefused(await sendConsent(context, id, noneOf(context)), ...INVALID);
    expectRefused(await sendConsent(context, noneOf(context), agreement.id), ...INVALID);
    const revisionId = noneOf(context);
    expectRefused(await sendConsent(context, id, agreement.id, { revisionId }), ...INVALID);
    const path = byAgreement(agreement.id);
    expectRefused(await context.http.send({ method: "POST", path }), ...INVALID, 401, 403);
    await expectNoConsent(context, agreement.id, id);
  }),
]);

const readChecks = checksOf("serviceIndividualConsentRecordRead", consentApi(`GET ${BY_AGREEMENT}`), [
  positive("consent-read", "An individual reads the consent as it is, and as it becomes", async (context) => {
    const given = await makeConsent(context);
    const before = await readOwn(context, given);
    expectRecord(before.exchange, before.body.consentRecord, given);
    expectEqual(before.body.consentRecord.id, given.record.id, "the id of the record", before.exchange);
    expectStatus(await sendChange(context, given, { optIn: false }), 200);
    const after = await readOwn(context, given);
    expectRecord(after.exchange, after.body.consentRecord, { ...given, optIn: false });
  }),
  positive("consent-read-latest", "Of two consents the one to the newer revision counts", async (context) => {
    const given = await makeConsent(context);
    const changed = await changeAgreement(context, given, { purpose: "Something else" });
    const before = await readOwn(context, given);
    const old = before.body.consentRecord;
    expectEqual(old.id, given.record.id, "the id of the record", before.exchange);
    expectSuccessor(before.exchange, old.dataAgreementRevision, changed.body.revision);
    expectStatus(await sendConsent(context, given.individual.id, given.agreement.id), 200);
    const { body, exchange } = await readOwn(context, given);
    const { dataAgreement: agreement, revision } = changed.body;
    expectRecord(exchange, body.consentRecord, { ...given, agreement, revision });
    expectTrue(
      body.consentRecord.id !== given.record.id,
      "the consent to the older revision counts",
      exchange,
    );
  }),
  negative("consent-read-none", "Who has not consented has no consent to read", async (context) => {
    const { agreement } = await makeConsent(context);
    await expectNoConsent(context, agreement.id, (await makeIndividual(context)).id);
  }),
  negative(
    "consent-read-unknown",
    "The consent to nothing, or of nobody, is refused",
    async (context) => {
      await expectNoConsent(context, noneOf(context), noneOf(context));
      const path = byAgreement(noneOf(context));
      expectRefused(await context.http.send({ path }), ...INVALID, 401, 403);
    },
    READ,
  ),
]);

const listChecks = checksOf("serviceIndividualConsentRecordList", consentApi(`GET ${RECORDS}`), [
  positive("consent-list", "An individual sees all the own consents, and no other", async (context) => {
    const given = await makeConsent(context);
    const other = await makeConsent(context, { purpose: "Another one" });
    const headers = asIndividual(context, given.individual.id);
    await expectListed(context, OWN, [given.record], { headers });
    await expectNotListed(context, OWN, other.record.id, { headers });
    const second = await sendConsent(context, given.individual.id, other.agreement.id);
    const { consentRecord } = expectShape(second, ONE_RECORD);
    await expectListed(context, OWN, [given.record, consentRecord], { headers });
    await expectPaged(context, OWN, [given.record, consentRecord], { headers });
    expectStatus(await sendChange(context, given, { optIn: false }), 200);
    await expectListed(
      context,
      OWN,
      [{ ...given.record, optIn: false } as typeof given.record, consentRecord],
      {
        headers,
      },
    );
  }),
  negative(
    "consent-list-nobody",
    "Who says nothing of who asks is told of no consents",
    async (context) => {
      expectRefused(await context.http.send({ path: RECORDS }), ...INVALID, 401, 403);
      const headers = asIndividual(context, noneOf(context));
      expectRefused(await context.http.send({ path: RECORDS, headers }), ...INVALID, 401, 403);
    },
    READ,
  ),
]);

const allChecks = checksOf(
  "serviceIndividualDataAgreementConsentRecordList",
  consentApi(`GET ${BY_AGREEMENT}all/`),
  [
    positive("consent-all", "An individual sees all that was said to an agreement", async (context) => {
      const given = await makeConsent(context);
      const headers = asIndividual(context, given.individual.id);
      const listing: Listing = { ...OWN, path: `${byAgreement(given.agreement.id)}all/` };
      await expectListed(context, listing, [given.record], { headers });
      const changed = await changeAgreement(context, given, { purpose: "Something else" });
      const second = await sendConsent(context, given.individual.id, given.agreement.id);
      expectStatus(second, 200);
      const { consentRecord } = expectShape(second, ONE_RECORD);
      const successor = changed.body.revision;
      const agreed = { ...given.record.dataAgreementRevision, successor };
      const both = [{ ...given.record, dataAgreementRevision: agreed }, consentRecord];
      await expectListed(context, listing, both, { headers });
      await expectPaged(context, listing, both, { headers });
    }),
    negative(
      "consent-all-nobody",
      "Who says nothing of who asks is told nothing",
      async (context) => {
        const path = `${byAgreement(noneOf(context))}all/`;
        expectRefused(await context.http.send({ path }), ...INVALID, 401, 403);
        const headers = asIndividual(context, noneOf(context));
        expectRefused(await context.http.send({ path, headers }), ...INVALID, 401, 403);
      },
      READ,
    ),
  ],
);

/** The checks of giving consents and reading the own ones. */
export const recordChecks = [...createChecks, ...readChecks, ...listChecks, ...allChecks];
