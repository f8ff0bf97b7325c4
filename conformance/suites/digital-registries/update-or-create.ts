import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { bodyRefusals } from "./body-refusals.ts";
import {
  addPersons,
  createRegistry,
  dataApi,
  expectAbsent,
  expectStored,
  listedIds,
  oneRecord,
  type Person,
  person,
  type TestRegistry,
} from "./registry.ts";

async function updateOrCreate(registry: TestRegistry, query: object, content: Person): Promise<void> {
  const written = await registry.send("POST", "updateOrCreate", {
    query: { content: query },
    write: { content },
  });
  expectStatus(written, 200);
  expectMatches(expectShape(written, oneRecord).content, content, "the answered record", written);
  await expectStored(registry, content);
}

async function refusesWrongType(context: CheckContext): Promise<void> {
  const registry = await createRegistry(context);
  const content = { ...person(registry, 1), lastName: { family: "Abara" } };
  const refused = await registry.send("POST", "updateOrCreate", {
    query: { content: { id: content.id } },
    write: { content },
  });
  expectRefused(refused, 400, 422);
  await expectAbsent(registry, content.id);
}

/** Changing a record, or creating it where there is none. */
export const updateOrCreateChecks = checksOf(
  "updateOrCreate",
  dataApi("POST /data/{registryName}/{versionNumber}/updateOrCreate"),
  [
    positive("update-or-create-new", "A record that is not there is created", async (context) => {
      const registry = await createRegistry(context);
      for (const n of [1, 2]) {
        const one = person(registry, n);
        await expectAbsent(registry, one.id);
        await updateOrCreate(registry, { id: one.id }, one);
        expectEqual((await listedIds(registry)).count, n, "the number of records");
      }
    }),
    positive(
      "update-or-create-existing",
      "A record that is there is changed, and no second one made",
      async (context) => {
        const registry = await createRegistry(context);
        const [first, second] = await addPersons(registry, 2);
        for (const lastName of ["Zhou", "Zuma"])
          await updateOrCreate(registry, { id: first?.id }, { ...person(registry, 1), lastName });
        await expectStored(registry, second ?? person(registry, 2));
        expectEqual((await listedIds(registry)).count, 2, "the number of records");
      },
    ),
    positive("update-or-create-again", "The same record sent twice is stored once", async (context) => {
      const registry = await createRegistry(context);
      const one = person(registry, 1);
      for (const _ of ["first", "again"]) await updateOrCreate(registry, { id: one.id }, one);
      expectEqual((await listedIds(registry)).ids, [one.id], "the list of records");
    }),
    negative(
      "update-or-create-wrong-type",
      "A field of another type than the registry's is refused",
      refusesWrongType,
    ),
    ...bodyRefusals({
      id: "update-or-create",
      method: "POST",
      operation: "updateOrCreate",
      body: (id) => ({ query: { content: { id: `${id}-new` } }, write: { content: { id: `${id}-new` } } }),
    }),
  ],
);
