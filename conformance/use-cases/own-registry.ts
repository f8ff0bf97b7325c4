import { z } from "zod";
import type { CheckContext, UseCaseContext } from "../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus, expectTrue } from "../expect.ts";
import { describeRegistry, findDatabase, newCode } from "../suites/digital-registries/registry.ts";
import { checkContextOf } from "./check-context.ts";
import { countRecords } from "./household-lookup/household.ts";
import { query } from "./unconditional-social-cash-transfer/ways.ts";

const answered = z.object({ content: z.looseObject({}) });

/** A property that is a text. */
export const text = (description: string) => ({ type: "string", description });

/**
 * Makes a registry at the role `holding` for the time of the story, with an `id` and these properties, and gives its
 * path, `/data/CODE/VERSION`.
 */
export async function openRegistry(context: UseCaseContext, properties: object): Promise<string> {
  const check = checkContextOf(context, "holding");
  const { http } = check;
  const described = describeRegistry(newCode(check));
  const { id } = described.schema.properties;
  const json = { ...described, schema: { ...described.schema, properties: { id, ...properties } } };
  expectStatus(await http.send({ method: "POST", path: "/database/modify", json }), 200);
  const made = await findDatabase(check, described.code);
  expectTrue(made !== undefined, "the registry of the story is not in the list of databases");
  context.cleanUp(async () =>
    expectStatus(await http.send({ method: "DELETE", path: `/database/${made.id}` }), 200, 204, 404),
  );
  return `/data/${encodeURIComponent(described.code)}/${encodeURIComponent(made.version)}`;
}

/** Writes a record into such a registry and reads it there again, through the mediator. */
export async function enterRecord(
  holding: CheckContext,
  path: string,
  record: { readonly id: string },
): Promise<void> {
  const { http } = holding;
  const { id } = record;
  holding.cleanUp(async () => {
    const own = `${path}/${encodeURIComponent(id)}/delete`;
    expectStatus(await http.send({ method: "DELETE", path: own }), 204, 404);
  });
  const json = { ...query({ id }), write: { content: record } };
  expectStatus(await http.send({ method: "POST", path: `${path}/updateOrCreate`, json }), 200);
  const read = await http.send({ method: "POST", path: `${path}/read`, json: query({ id }) });
  expectStatus(read, 200);
  expectMatches(expectShape(read, answered).content, record, "the record in the registry", read);
}

/** So many records stand in such a registry. */
export async function expectRecords(context: UseCaseContext, path: string, count: number): Promise<void> {
  expectEqual(await countRecords(context.direct("holding"), path, {}), count, "the number of records");
}
