import { z } from "zod";
import type { CheckContext, UseCaseContext } from "../../check.ts";
import { expectRefused, expectShape, expectStatus } from "../../expect.ts";
import { asIndividual } from "../../suites/consent/fixtures.ts";
import {
  byAgreement,
  forget,
  INVALID,
  makeAgreement,
  makeIndividual,
  sendChange,
  sendConsent,
  WITH_RECORD,
} from "../../suites/consent/scene.ts";
import { checkContextOf } from "../check-context.ts";
import type { Ways as OtherWays } from "../ways.ts";
import { TransferRefused } from "./refusal.ts";

/** What the applicant has said to the data agreement of the programme in the end. */
export type Word = "yes" | "no more" | "nothing";

/** What the applicant has said, and who asks for it. */
export interface Consent {
  /** The ministry asks whether the applicant's consent counts now. Throws a {@link TransferRefused}. */
  verify(): Promise<void>;
  /** The applicant has all that they have said forgotten. */
  forget(): Promise<void>;
  /** Nothing that the applicant has said is known. */
  expectNone(): Promise<void>;
}

const PURPOSE = "To find out whether the household may have the social cash transfer";

const verified = z.looseObject({
  consentRecord: z.looseObject({
    optIn: z.boolean(),
    dataAgreement: z.looseObject({ id: z.string() }),
    individual: z.looseObject({ externalId: z.string() }),
  }),
});

/** Makes the programme's data agreement, and has a person say this word to it; the agreement goes with the story. */
export async function openConsent(
  context: UseCaseContext,
  ways: Pick<OtherWays<"consenting">, "to">,
  personId: string,
  word: Word,
): Promise<Consent> {
  const check = checkContextOf(context, "consenting");
  const { agreement } = await context.step("consenting", "The programme has a data agreement", () =>
    makeAgreement(check, { purpose: PURPOSE }),
  );
  const { individual, record } = await context.step("consenting", SAID[word], async () => {
    const known = await makeIndividual(check, "service", { externalId: personId });
    return { individual: known, record: await say(check, known.id, agreement.id, word) };
  });
  return {
    verify: () => verify(ways.to("consenting"), record, agreement.id, personId),
    forget: () => forget(check, individual),
    expectNone: async () => {
      const headers = asIndividual(check, individual.id);
      expectRefused(await check.http.send({ path: byAgreement(agreement.id), headers }), ...INVALID);
    },
  };
}

const SAID: Readonly<Record<Word, string>> = {
  yes: "The applicant consents that the household's data is read",
  "no more": "The applicant has consented, and withdrawn it",
  nothing: "The applicant has consented to nothing",
};

/** Says a word, and gives the number under which it is known; under that of one who said nothing there is nothing. */
async function say(check: CheckContext, individualId: string, agreementId: string, word: Word) {
  if (word === "nothing") return `${check.mark}-none`;
  const answer = await sendConsent(check, individualId, agreementId);
  expectStatus(answer, 200);
  const { consentRecord: record } = expectShape(answer, WITH_RECORD);
  if (word === "no more") {
    const given = { record, individual: { id: individualId } };
    expectStatus(await sendChange(check, given, { optIn: false }), 200);
  }
  return record.id;
}

async function verify({ http }: CheckContext, record: string, agreementId: string, personId: string) {
  const path = `/service/verification/consent-record/${encodeURIComponent(record)}/`;
  const asked = await http.send({ path });
  if (INVALID.some((status) => status === asked.status))
    throw new TransferRefused("consenting", "consent", "there is none", asked);
  expectStatus(asked, 200);
  const { optIn, dataAgreement, individual } = expectShape(asked, verified).consentRecord;
  if (dataAgreement.id !== agreementId || individual.externalId !== personId)
    throw new TransferRefused("consenting", "consent", "it is another one", asked);
  if (!optIn) throw new TransferRefused("consenting", "consent", "it is withdrawn", asked);
}
