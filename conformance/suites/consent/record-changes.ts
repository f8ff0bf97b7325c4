import { expectEqual, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectRecord, expectRecordRevision } from "./expect-record.ts";
import { asIndividual } from "./fixtures.ts";
import { expectListed } from "./listing.ts";
import { expectNoConsent, OWN, readOwn } from "./record-scene.ts";
import { refusalsOf } from "./refusals.ts";
import { expectFollows } from "./revision.ts";
import {
  consentApi,
  forget,
  INVALID,
  makeConsent,
  makeIndividual,
  must,
  noneOf,
  RECORDS,
  sendChange,
  WITH_RECORD,
} from "./scene.ts";

const updateChecks = checksOf(
  "serviceIndividualConsentRecordUpdate",
  consentApi(`PUT ${RECORDS}{consentRecordId}/`),
  [
    positive(
      "withdraw",
      "A consent is withdrawn, which is a new revision, and read back",
      async (context) => {
        const given = await makeConsent(context);
        const answer = await sendChange(context, given, { optIn: false });
        expectStatus(answer, 200);
        const { body, exchange } = await must(
          context,
          { path: `/service/verification/consent-record/${given.record.id}/` },
          WITH_RECORD,
        );
        expectRecord(exchange, body.consentRecord, { ...given, optIn: false });
        const { consentRecord, revision } = expectShape(answer, WITH_RECORD);
        expectRecord(answer, consentRecord, { ...given, optIn: false });
        expectEqual(consentRecord.id, given.record.id, "the id of the record", answer);
        expectRecordRevision(answer, revision, given.record);
        expectFollows(answer, revision, given.recordRevision);
        expectEqual(body.revision.id, revision.id, "the id of the latest revision", exchange);
      },
    ),
    positive("consent-anew", "What was withdrawn can be consented to anew", async (context) => {
      const given = await makeConsent(context);
      for (const optIn of [false, true]) {
        expectStatus(await sendChange(context, given, { optIn }), 200);
        const { body, exchange } = await readOwn(context, given);
        expectEqual(body.consentRecord.optIn, optIn, "optIn of the consent record", exchange);
      }
    }),
    negative(
      "withdraw-others",
      "Nobody withdraws what another individual has consented to",
      async (context) => {
        const given = await makeConsent(context);
        const individual = await makeIndividual(context);
        const { record } = given;
        expectRefused(
          await sendChange(context, { record, individual }, { optIn: false }),
          ...[...INVALID, 401, 403],
        );
        const { body, exchange } = await readOwn(context, given);
        expectRecord(exchange, body.consentRecord, given);
      },
    ),
    negative("change-more", "A change of more than the own word is refused, or not made", async (context) => {
      const given = await makeConsent(context);
      const other = await makeIndividual(context);
      for (const changes of [
        { dataAgreementRevisionHash: "0".repeat(64) },
        { individual: other },
        { state: "signed" },
      ]) {
        const answer = await sendChange(context, given, changes);
        if (answer.status !== 200) expectRefused(answer, ...INVALID, 401, 403);
        const { body, exchange } = await readOwn(context, given);
        expectRecord(exchange, body.consentRecord, given);
      }
    }),
    negative("withdraw-unknown", "A consent that there is not is not withdrawn", async (context) => {
      const given = await makeConsent(context);
      const record = { ...given.record, id: noneOf(context) };
      expectRefused(
        await sendChange(context, { ...given, record }, { optIn: false }),
        ...[...INVALID, 401, 403],
      );
    }),
    ...refusalsOf({
      ...{ id: "withdraw", what: "a changed consent", name: "consentRecord", required: [] },
      prepare: async (context) => {
        const given = await makeConsent(context);
        const headers = asIndividual(context, given.individual.id);
        return {
          request: { method: "PUT", path: `${RECORDS}${given.record.id}/`, headers },
          content: { ...given.record, optIn: false },
          unchanged: async () => {
            const { body, exchange } = await readOwn(context, given);
            expectRecord(exchange, body.consentRecord, given);
          },
        };
      },
    }),
  ],
);

const forgetChecks = checksOf(
  "serviceIndividualConsentRecordDeleteAll",
  consentApi("DELETE /service/individual/record/"),
  [
    positive(
      "forget",
      "Consents that may be forgotten are gone when the individual wants it",
      async (context) => {
        const given = await makeConsent(context);
        const other = await makeConsent(context, { purpose: "Another one" });
        const headers = asIndividual(context, given.individual.id);
        const answer = await context.http.send({
          method: "DELETE",
          path: "/service/individual/record/",
          headers,
        });
        expectStatus(answer, 200);
        await expectNoConsent(context, given.agreement.id, given.individual.id);
        await expectListed(context, OWN, [], { headers });
        const path = `/service/verification/consent-record/${given.record.id}/`;
        expectRefused(await context.http.send({ path }), ...INVALID);
        expectRecord(other.exchange, (await readOwn(context, other)).body.consentRecord, other);
      },
    ),
    negative("forget-nobody", "Who says nothing of who asks has nothing forgotten", async (context) => {
      const given = await makeConsent(context);
      const path = "/service/individual/record/";
      expectRefused(await context.http.send({ method: "DELETE", path }), ...INVALID, 401, 403);
      await readOwn(context, given);
      await forget(context, given.individual);
    }),
  ],
);

/** The checks of changing consents, and having them forgotten. */
export const recordChangeChecks = [...updateChecks, ...forgetChecks];
