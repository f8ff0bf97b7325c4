import type { CheckContext } from "../../check.ts";
import { expectMatches, expectRefused } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectListed, expectPaged, type Listing, pageChecks } from "./listing.ts";
import { refusalsOf } from "./refusals.ts";
import {
  consentApi,
  describeIndividual,
  INVALID,
  makeIndividual,
  must,
  noneOf,
  WITH_INDIVIDUAL,
} from "./scene.ts";
import { INDIVIDUAL, type Individual } from "./shapes.ts";

const READ = { effect: "read" } as const;
const SERVICE = "/service/individual/{individualId}/";
const pathOf = (id: string, side = "service") => `/${side}/individual/${encodeURIComponent(id)}/`;

async function expectIndividual(context: CheckContext, wanted: Individual, side?: string): Promise<void> {
  const { body, exchange } = await must(context, { path: pathOf(wanted.id, side) }, WITH_INDIVIDUAL);
  expectMatches(body.individual, wanted, "the individual", exchange);
}

async function update(context: CheckContext, individual: Individual, changes: object) {
  const json = { individual: { ...individual, ...changes } };
  return must(context, { method: "PUT", path: pathOf(individual.id), json }, WITH_INDIVIDUAL);
}

function sideChecks(side: "config" | "service") {
  const listing: Listing = { path: `/${side}/individuals/`, name: "individuals", item: INDIVIDUAL };
  const create = checksOf(`${side}IndividualCreate`, consentApi(`POST /${side}/individual/`), [
    positive(`${side}-individual-create`, "An individual is created, and read back", async (context) => {
      const json = { individual: describeIndividual(context) };
      const request = { method: "POST", path: `/${side}/individual/`, json } as const;
      const { body, exchange } = await must(context, request, WITH_INDIVIDUAL);
      expectMatches(body.individual, json.individual, "the individual", exchange);
      await expectIndividual(context, body.individual);
    }),
    ...refusalsOf({
      ...{ id: `${side}-individual-create`, what: "an individual", name: "individual", required: [] },
      prepare: async (context) => ({
        request: { method: "POST", path: `/${side}/individual/` },
        content: describeIndividual(context),
      }),
    }),
  ]);
  const read = checksOf(`${side}IndividualRead`, consentApi(`GET /${side}/individual/{individualId}/`), [
    positive(
      `${side}-individual-read`,
      "An individual is read as it is, and as it becomes",
      async (context) => {
        const individual = await makeIndividual(context, side);
        await expectIndividual(context, { ...individual, ...describeIndividual(context) }, side);
        const { body } = await update(context, individual, { externalId: `${context.mark}-changed` });
        await expectIndividual(context, body.individual, side);
      },
    ),
    negative(
      `${side}-individual-read-unknown`,
      "An individual that there is not is refused",
      async (context) =>
        expectRefused(await context.http.send({ path: pathOf(noneOf(context), side) }), ...INVALID),
      READ,
    ),
  ]);
  const list = checksOf(`${side}IndividualList`, consentApi(`GET /${side}/individuals/`), [
    positive(`${side}-individual-list`, "Individuals are listed as they are", async (context) => {
      const [first, second] = [await makeIndividual(context), await makeIndividual(context)];
      await expectListed(context, listing, [first, second]);
      const { body } = await update(context, second, { externalId: `${context.mark}-changed` });
      await expectListed(context, listing, [first, body.individual]);
      await expectPaged(context, listing, [first, body.individual]);
    }),
    ...pageChecks(`${side}-individual-list`, listing),
  ]);
  return [...create, ...read, ...list];
}

const updateChecks = checksOf("serviceIndividualUpdate", consentApi(`PUT ${SERVICE}`), [
  positive("individual-update", "An individual is updated, and read back", async (context) => {
    const individual = await makeIndividual(context);
    const changes = { externalId: `${context.mark}-changed`, externalIdType: "email" };
    const { body, exchange } = await update(context, individual, changes);
    expectMatches(body.individual, { ...individual, ...changes }, "the individual", exchange);
    await expectIndividual(context, { ...individual, ...changes });
  }),
  negative("individual-update-unknown", "An individual that there is not is not updated", async (context) => {
    const path = pathOf(noneOf(context));
    const json = { individual: describeIndividual(context, { id: noneOf(context) }) };
    expectRefused(await context.http.send({ method: "PUT", path, json }), ...INVALID);
    expectRefused(await context.http.send({ path }), ...INVALID);
  }),
  ...refusalsOf({
    ...{ id: "individual-update", what: "a changed individual", name: "individual", required: [] },
    prepare: async (context) => {
      const individual = await makeIndividual(context);
      return {
        request: { method: "PUT", path: pathOf(individual.id) },
        content: { ...individual, externalId: "other" },
        unchanged: () => expectIndividual(context, individual),
      };
    },
  }),
]);

/** The checks of individuals. */
export const individualChecks = [...sideChecks("config"), ...sideChecks("service"), ...updateChecks];
