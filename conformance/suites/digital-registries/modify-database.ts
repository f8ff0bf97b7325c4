import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { databaseSchema } from "./database-shapes.ts";
import {
  addPersons,
  addRecord,
  createRegistry,
  databaseApi,
  describeRegistry,
  expectStored,
  findDatabase,
  newCode,
  person,
  readRecord,
} from "./registry.ts";

async function modify(context: CheckContext, code: string, fields: Record<string, unknown>): Promise<void> {
  const json = describeRegistry(code, fields);
  const modified = await context.http.send({ method: "POST", path: "/database/modify", json });
  expectStatus(modified, 200);
  const { properties, required } = expectShape(modified, databaseSchema);
  const wanted = Object.entries(json.schema.properties).map(([name, field]) => [
    name,
    (field as { type: string }).type,
  ]);
  const given = Object.entries(properties).map(([name, field]) => [name, field.type]);
  expectEqual(given.sort(), wanted.sort(), "the answered fields and their types", modified);
  expectEqual(required, ["id"], "the required fields", modified);
}

/** A description that must be refused, and leaves no registry behind. */
function refusesDescription(
  id: string,
  title: string,
  statuses: readonly number[],
  request: (code: string) => Omit<HttpRequest, "path">,
): Statement {
  return negative(id, title, async (context) => {
    const code = newCode(context);
    const refused = await context.http.send({ method: "POST", path: "/database/modify", ...request(code) });
    const made = await findDatabase(context, code);
    if (made !== undefined)
      context.cleanUp(async () => {
        await context.http.send({ method: "DELETE", path: `/database/${made.id}` });
      });
    expectRefused(refused, ...statuses);
    expectEqual(made, undefined, "the refused registry in the list");
  });
}

const json = { "Content-Type": "application/json" };

/** Creating and changing registries. */
export const modifyDatabaseChecks = checksOf("modifyDatabase", databaseApi("POST /database/modify"), [
  positive("modify-creates", "A new registry is listed and takes records at once", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 1);
    await expectStored(registry, person(registry, 1));
    await modify(context, registry.code, {});
  }),
  positive("modify-again", "The same description sent twice makes one registry", async (context) => {
    const registry = await createRegistry(context);
    await modify(context, registry.code, {});
    const found = await findDatabase(context, registry.code);
    expectEqual(found?.id, registry.id, "the registry's number");
  }),
  positive(
    "modify-answers-schema",
    "The answer to a new description is the schema as it was written",
    async (context) => {
      const registry = await createRegistry(context);
      const description = describeRegistry(registry.code);
      const modified = await context.http.send({
        method: "POST",
        path: "/database/modify",
        json: description,
      });
      expectStatus(modified, 200);
      expectMatches(
        expectShape(modified, databaseSchema),
        description.schema,
        "the answered schema",
        modified,
      );
    },
    { level: "RECOMMENDED" },
  ),
  positive("modify-adds-field", "A registry gets a new field and keeps its records", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 1);
    await modify(context, registry.code, { shoeSize: { type: "integer", description: "Shoe size" } });
    const version = (await findDatabase(context, registry.code))?.version ?? "";
    const path = registry.path.replace(/[^/]+$/, version);
    const changed = {
      ...registry,
      path,
      send: (method: "POST" | "PUT", operation: string, body: unknown) =>
        context.http.send({ method, path: `${path}/${operation}`, json: body }),
    };
    await expectStored(changed, person(registry, 1));
    await addRecord(changed, { ...person(registry, 2), shoeSize: 41 });
    const read = await readRecord(changed, person(registry, 2).id);
    expectEqual(
      (read.json as { content?: { shoeSize?: unknown } })?.content?.shoeSize,
      41,
      "the new field",
      read,
    );
  }),
  refusesDescription(
    "modify-without-caller",
    "A call that does not say who calls is refused",
    [400, 401, 403],
    (code) => ({
      json: describeRegistry(code),
      client: null,
    }),
  ),
  refusesDescription("modify-without-body", "A call without content is refused at once", [400, 422], () => ({
    headers: json,
  })),
  refusesDescription("modify-broken-json", "Content that is cut off is refused", [400, 422], (code) => ({
    headers: json,
    text: JSON.stringify(describeRegistry(code)).slice(0, -3),
  })),
  refusesDescription("modify-wrong-shape", "A description without fields is refused", [400, 422], (code) => ({
    json: { ...describeRegistry(code), schema: "everything" },
  })),
]);
