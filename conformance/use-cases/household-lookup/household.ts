import { z } from "zod";
import type { UseCaseContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
} from "../../expect.ts";
import type { Exchange, HttpClient } from "../../http.ts";

/** The registry of households, at the ministry that holds it. */
const HOUSEHOLDS = "/data/households/1.0";

/** The asking ministry's registry, where a lookup must leave nothing. */
const PROGRAMMES = "/data/programmes/1.0";

/** A household of nobody: every value in it carries the story's mark. */
function testHousehold(mark: string) {
  return {
    id: `${mark}-household`,
    headId: `${mark}-head`,
    village: `${mark}-village`,
    members: [
      { personId: `${mark}-head`, relation: "head" },
      { personId: `${mark}-child`, relation: "child" },
    ],
    monthlyIncome: 734_561,
    currency: "XTS",
    dependants: 1,
  };
}

export type Household = ReturnType<typeof testHousehold>;

/** What a story may want otherwise in its household. */
export type HouseholdChanges = Partial<Pick<Household, "headId" | "monthlyIncome">>;

const answered = z.looseObject({ content: z.looseObject({}) });
const page = z.looseObject({ count: z.int(), results: z.array(z.unknown()) });

const usage = z.looseObject({
  id: z.string().min(1),
  readerInstitutionId: z.string(),
  readerApplicationName: z.string().min(1),
  searchDateTime: z.iso.datetime({ offset: true }),
  refrences: z.array(z.looseObject({ ReferenceID: z.string() })),
});

export type Usage = z.infer<typeof usage>;

/** The officer at the holding ministry registers the household, which goes when the story is over. */
export async function registerHousehold(
  context: UseCaseContext,
  changes: HouseholdChanges = {},
): Promise<Household> {
  const household = { ...testHousehold(context.mark), ...changes };
  const http = context.direct("holding");
  context.cleanUp(async () => {
    const gone = await http.send({ method: "DELETE", path: `${HOUSEHOLDS}/${household.id}/delete` });
    expectStatus(gone, 204, 404);
  });
  await context.step("holding", "An officer registers a test household", async () => {
    const json = { write: { content: household } };
    expectStatus(await http.send({ method: "POST", path: `${HOUSEHOLDS}/create`, json }), 200);
  });
  return household;
}

/** Asks for a household at the mediator. `client` is who asks; `null` does not say. */
export function askThroughMediator(
  context: UseCaseContext,
  id: string,
  client: string | null,
): Promise<Exchange> {
  return context.mediator.send({
    method: "POST",
    path: `${context.servicePath["holding"]}${HOUSEHOLDS}/read`,
    json: { query: { content: { id } } },
    client,
  });
}

/** Asks the holding ministry directly whether it has the household, which no log of readers has to note. */
export function askWhetherExists(context: UseCaseContext, household: Household): Promise<Exchange> {
  const json = { query: { content: { id: household.id } } };
  return context.direct("holding").send({ method: "POST", path: `${HOUSEHOLDS}/exists`, json });
}

/** The answer is exactly this household. */
export function expectHousehold(answer: Exchange, household: Household): void {
  expectStatus(answer, 200);
  expectMatches(expectShape(answer, answered).content, household, "the household in the answer", answer);
}

/** The answer was a refusal, and no field of the household is in it. */
export function expectNothingSaid(answer: Exchange, household: Household, ...statuses: number[]): void {
  expectRefused(answer, ...statuses);
  const people = household.members.map((member) => member.personId);
  expectNoLeak(answer, [household.headId, household.village, `${household.monthlyIncome}`, ...people]);
}

/**
 * What the head of the household sees at the holding ministry. A registry that does not say which of its fields
 * names a person keeps the log under the number of the record.
 */
export function readUsage(context: UseCaseContext, household: Household): Promise<readonly Usage[]> {
  return readUsageOf(context.direct("holding"), "households", [household.headId, household.id]);
}

/** The log of who has read the data of these people in a registry. */
export async function readUsageOf(
  http: HttpClient,
  databaseId: string,
  people: readonly string[],
): Promise<readonly Usage[]> {
  const found: Usage[] = [];
  for (const userId of people) {
    const asked = await http.send({ path: "/data/myPersonalDataUsage", query: { userId, databaseId } });
    expectStatus(asked, 200, 404);
    if (asked.status === 200) found.push(...expectShape(asked, z.array(usage)));
  }
  return found;
}

/** The household is as it was registered, once, and the asking ministry holds nothing of it. */
export async function expectNothingLeft(context: UseCaseContext, household: Household): Promise<void> {
  const holding = context.direct("holding");
  await context.step("holding", "The household is as it was registered", async () => {
    const json = { query: { content: { id: household.id } } };
    expectHousehold(await holding.send({ method: "POST", path: `${HOUSEHOLDS}/read`, json }), household);
  });
  await context.step("holding", "No second household of that head was made", async () => {
    expectEqual(
      await countRecords(holding, HOUSEHOLDS, { "query.headId": household.headId }),
      1,
      "their number",
    );
  });
  await context.step("asking", "The asking ministry holds nothing of the household", async () => {
    expectEqual(
      await countRecords(context.direct("asking"), PROGRAMMES, { search: context.mark }),
      0,
      "the finds",
    );
  });
}

/** How many records of a registry a query finds. */
export async function countRecords(
  http: HttpClient,
  path: string,
  query: Record<string, string>,
): Promise<number> {
  const listed = await http.send({ path, query });
  expectStatus(listed, 200);
  return expectShape(listed, page).count;
}
