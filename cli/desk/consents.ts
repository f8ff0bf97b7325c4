import { z } from "zod";
import type { CheckContext } from "../../conformance/check.ts";
import { must } from "../../conformance/suites/consent/scene.ts";
import { TransferRefused } from "../../conformance/use-cases/unconditional-social-cash-transfer/refusal.ts";
import type { Cast } from "./cast.ts";

/** What a person has said last to a data agreement of the ministry. */
export interface Word {
  readonly purpose: string;
  /** Whether it is about what the household lives on, which the desk reads. */
  readonly isOfHouseholds: boolean;
  readonly said: "yes" | "no more" | "nothing";
}

const PAGE = 500;
/** The category of what is read at the other ministry, in the attributes of a data agreement. */
const HOUSEHOLD = "household";

const agreement = z.looseObject({
  id: z.string(),
  purpose: z.string(),
  lawfulBasis: z.string(),
  active: z.boolean().default(false),
  controller: z.looseObject({ id: z.string().optional(), name: z.string().optional() }).optional(),
  dataAttributes: z.array(z.looseObject({ category: z.string().optional() })).nullish(),
});

const record = z.looseObject({
  optIn: z.boolean(),
  dataAgreement: z.looseObject({ id: z.string() }),
  individual: z.looseObject({ externalId: z.string().optional() }),
});

/** What a person has said to each agreement by which the ministry asks for consent. */
export async function readWords(
  consenting: CheckContext,
  { ministry, caller }: Pick<Cast, "ministry" | "caller">,
  personId: string,
): Promise<readonly Word[]> {
  const member = caller.split("/").slice(1, 3).join("/");
  const agreements = await readAll(consenting, "data-agreements", "dataAgreements", agreement);
  const asked = agreements.filter(({ active, lawfulBasis, controller }) => {
    return (
      active && lawfulBasis === "consent" && (controller?.id === member || controller?.name === ministry)
    );
  });
  const records = await readAll(consenting, "consent-records", "consentRecords", record);
  const own = records.filter(({ individual }) => individual.externalId === personId);
  return asked.map(({ id, purpose, dataAttributes }) => {
    const last = own.findLast(({ dataAgreement }) => dataAgreement.id === id);
    return {
      purpose,
      isOfHouseholds: dataAttributes?.some(({ category }) => category === HOUSEHOLD) ?? false,
      said: wordOf(last),
    };
  });
}

function wordOf(last: z.output<typeof record> | undefined): Word["said"] {
  if (last === undefined) return "nothing";
  return last.optIn ? "yes" : "no more";
}

/** The person has agreed, until now, that the ministry reads what the household lives on; else a {@link TransferRefused}. */
export function expectConsent(words: readonly Word[]): void {
  const about = words.filter(({ isOfHouseholds }) => isOfHouseholds);
  const [missing] = about.filter(({ said }) => said !== "yes");
  if (about.length > 0 && missing === undefined) return;
  const reasons = { "no more": "it is withdrawn", nothing: "there is none" };
  const reason =
    missing === undefined || missing.said === "yes"
      ? "the ministry has no data agreement about households"
      : reasons[missing.said];
  throw new TransferRefused("consenting", "consent", reason);
}

/** All pages of a list for those who verify. */
async function readAll<T extends z.ZodType>(
  consenting: CheckContext,
  path: string,
  name: string,
  shape: T,
): Promise<z.output<T>[]> {
  const found: z.output<T>[] = [];
  for (;;) {
    const query = { offset: found.length, limit: PAGE };
    const request = { path: `/service/verification/${path}/`, query };
    const { body } = await must(consenting, request, z.object({ [name]: z.array(shape) }));
    const page = body[name] ?? [];
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
