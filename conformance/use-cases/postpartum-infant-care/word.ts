import type { CheckContext, UseCaseContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { expectRecord } from "../../suites/consent/expect-record.ts";
import { askAll, type Listing } from "../../suites/consent/listing.ts";
import {
  type Agreed,
  type Given,
  makeAgreement,
  makeIndividual,
  sendChange,
  sendConsent,
  WITH_RECORD,
} from "../../suites/consent/scene.ts";
import { type ConsentRecord, type Individual, RECORD } from "../../suites/consent/shapes.ts";
import { checkContextOf } from "../check-context.ts";
import { CareRefused } from "./refusal.ts";

/**
 * What others see of consents. The specification names a filter and gives it no form: where it is understood nobody else's
 * consents are shown, and where it is not the list has them too.
 */
const verification = (filter: "individualId" | "dataAgreementId", id: string): Listing => ({
  path: `/service/verification/consent-records/?${filter}=${encodeURIComponent(id)}`,
  name: "consentRecords",
  item: RECORD,
});

/** What a mother says to the agreement: nothing, yes, or yes until it comes to the payment. */
export type Answer = "none" | "given" | "withdrawn";

/** Her consent to an agreement. */
export type Word = Pick<Given, "individual" | "record">;

/** The ministry publishes what it wants to do with the data of mothers, for the time of the story. */
export function openAgreement(context: UseCaseContext): Promise<Agreed> {
  const purpose = "To care for mother and child after birth, and to pay the incentive";
  return makeAgreement(checkContextOf(context, "consenting"), { purpose, dataUse: "data_using_service" });
}

/** Makes the mother known to consent under her national number. What she consents to is forgotten at the end. */
export function enterMother(consenting: CheckContext, motherId: string): Promise<Individual> {
  return makeIndividual(consenting, "service", { externalId: motherId, externalIdType: "national id" });
}

/** Records that she consents, to the agreement as she has seen it. */
export async function recordConsent(
  consenting: CheckContext,
  { agreement, revision }: Agreed,
  individual: Individual,
): Promise<Word> {
  const answer = await sendConsent(consenting, individual.id, agreement.id, { revisionId: revision.id });
  expectStatus(answer, 200);
  const { consentRecord } = expectShape(answer, WITH_RECORD);
  expectRecord(answer, consentRecord, { agreement, revision, individual });
  return { individual, record: consentRecord };
}

/** She withdraws her consent herself. */
export async function withdrawConsent(context: UseCaseContext, word: Word): Promise<void> {
  expectStatus(await sendChange(checkContextOf(context, "consenting"), word, { optIn: false }), 200);
}

/** Whoever is about to use her data looks whether she consents now. Throws a {@link CareRefused}. */
export async function verifyConsent(
  consenting: CheckContext,
  agreed: Agreed,
  individual: Individual,
): Promise<void> {
  const { records, exchange } = await consentsTo(
    consenting,
    agreed,
    verification("individualId", individual.id),
  );
  const own = records.filter((one) => one.individual.id === individual.id);
  expectTrue(own.length <= 1, "there are several consents of one person to one agreement", exchange);
  const [record] = own;
  if (record?.optIn !== true) {
    const reason = record === undefined ? "there is none of hers" : "she has withdrawn it";
    throw new CareRefused("consenting", "consent", reason, exchange);
  }
}

/** Nobody's consent to this agreement is kept. */
export async function expectNoConsent(context: UseCaseContext, agreed: Agreed): Promise<void> {
  const check = checkContextOf(context, "consenting");
  const listing = verification("dataAgreementId", agreed.agreement.id);
  const { records, exchange } = await consentsTo(check, agreed, listing);
  expectEqual(records.length, 0, "the number of consents to the agreement", exchange);
}

async function consentsTo(
  consenting: CheckContext,
  { agreement }: Agreed,
  listing: Listing,
): Promise<{ readonly records: readonly ConsentRecord[]; readonly exchange: Exchange }> {
  const { items, exchange } = await askAll(consenting, listing);
  const records = items as readonly ConsentRecord[];
  return { records: records.filter(({ dataAgreement }) => dataAgreement["id"] === agreement.id), exchange };
}
