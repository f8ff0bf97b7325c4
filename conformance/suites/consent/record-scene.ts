import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectRefused } from "../../expect.ts";
import { asIndividual } from "./fixtures.ts";
import type { Listing } from "./listing.ts";
import {
  agreementPath,
  byAgreement,
  describeAgreement,
  type Given,
  INVALID,
  must,
  RECORDS,
  WITH_AGREEMENT,
} from "./scene.ts";
import { RECORD } from "./shapes.ts";

/** The path of a person's consent to an agreement, as the file has it. */
export const BY_AGREEMENT = "/service/individual/record/data-agreement/{dataAgreementId}/";

/** The own consents of a person. */
export const OWN: Listing = { path: RECORDS, name: "consentRecords", item: RECORD };

/** An answer that holds a record. */
export const ONE_RECORD = z.looseObject({ consentRecord: RECORD });

/** A person's consent to an agreement as it is read by that person. */
export async function readOwn(
  context: CheckContext,
  { agreement, individual }: Pick<Given, "agreement" | "individual">,
) {
  const headers = asIndividual(context, individual.id);
  return must(context, { path: byAgreement(agreement.id), headers }, ONE_RECORD);
}

/** A change of an agreement, which makes a new Revision of it. */
export async function changeAgreement(context: CheckContext, { agreement, policy }: Given, changes: object) {
  const json = { dataAgreement: describeAgreement(context, policy, { id: agreement.id, ...changes }) };
  return must(context, { method: "PUT", path: agreementPath(agreement.id), json }, WITH_AGREEMENT);
}

/** No record of this agreement is anywhere where others look. */
export async function expectNoConsent(
  context: CheckContext,
  agreementId: string,
  individualId: string,
): Promise<void> {
  const headers = asIndividual(context, individualId);
  expectRefused(await context.http.send({ path: byAgreement(agreementId), headers }), ...INVALID);
}
