import { expectEqual, expectRefused, expectStatus, expectTrue, expectTruth } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { bodyRefusals } from "./body-refusals.ts";
import { addPersons, createRegistry, dataApi, expectStored, listedIds, person } from "./registry.ts";

const body = (id: string) => ({ query: { content: { id } }, write: { content: { lastName: "Changed" } } });

/** Changing one record. */
export const updateChecks = checksOf("update", dataApi("PUT /data/{registryName}/{versionNumber}/update"), [
  positive(
    "update-record",
    "The written fields change, all others and all other records stay",
    async (context) => {
      const registry = await createRegistry(context);
      const [first, second] = await addPersons(registry, 2);
      for (const lastName of ["Zhou", "Zuma"]) {
        const updated = await registry.send("PUT", "update", {
          query: { content: { id: first?.id } },
          write: { content: { lastName } },
        });
        const written = { ...person(registry, 1), lastName };
        expectStatus(updated, 200);
        expectTruth(updated, { content: written });
        await expectStored(registry, written);
      }
      await expectStored(registry, second ?? person(registry, 2));
    },
  ),
  positive("update-again", "The same change sent twice has the effect of one", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 1);
    for (const _ of ["first", "again"]) {
      const updated = await registry.send("PUT", "update", body(person(registry, 1).id));
      expectStatus(updated, 200);
      await expectStored(registry, { ...person(registry, 1), lastName: "Changed" });
    }
    expectEqual((await listedIds(registry)).count, 1, "the number of records");
  }),
  positive(
    "update-one-only",
    "Of several records that match, one is changed at most",
    async (context) => {
      const registry = await createRegistry(context);
      const persons = await addPersons(registry, 2);
      for (const { id } of persons)
        await registry.send("PUT", "update", {
          query: { content: { id } },
          write: { content: { lastName: "Same" } },
        });
      const updated = await registry.send("PUT", "update", {
        query: { content: { lastName: "Same" } },
        write: { content: { firstName: "Changed" } },
      });
      expectStatus(updated, 200, 400, 409, 422);
      const { count } = await listedIds(registry, { "query.firstName": "Changed" });
      expectTrue(count === (updated.status === 200 ? 1 : 0), `${count} records were changed`, updated);
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "update-unknown-record",
    "A record that does not exist is not found, and not created",
    async (context) => {
      const registry = await createRegistry(context);
      await addPersons(registry, 1);
      expectRefused(await registry.send("PUT", "update", body(`${registry.code}-none`)), 404);
      expectEqual((await listedIds(registry)).ids, [person(registry, 1).id], "the list of records");
      await expectStored(registry, person(registry, 1));
    },
  ),
  negative("update-wrong-type", "A field of another type than the registry's is refused", async (context) => {
    const registry = await createRegistry(context);
    const [first] = await addPersons(registry, 1);
    const refused = await registry.send("PUT", "update", {
      query: { content: { id: first?.id } },
      write: { content: { lastName: { family: 7 } } },
    });
    expectRefused(refused, 400, 422);
    await expectStored(registry, person(registry, 1));
  }),
  ...bodyRefusals({ id: "update", method: "PUT", operation: "update", body }),
]);

/** Changing all records that match. */
export const updateEntriesChecks = checksOf(
  "updateEntries",
  dataApi("PUT /data/{registryName}/{versionNumber}/updateEntries"),
  [
    positive("update-entries", "All records that match change, and only these", async (context) => {
      const registry = await createRegistry(context);
      const persons = await addPersons(registry, 3);
      const matching = persons.slice(0, 2);
      for (const { id } of matching)
        await registry.send("PUT", "update", {
          query: { content: { id } },
          write: { content: { lastName: "Same" } },
        });
      for (const firstName of ["Zoe", "Zia"]) {
        const updated = await registry.send("PUT", "updateEntries", {
          query: { content: { lastName: "Same" } },
          write: { content: { firstName } },
        });
        expectStatus(updated, 200);
        expectTruth(updated, { count: matching.length });
        for (const one of matching) await expectStored(registry, { ...one, lastName: "Same", firstName });
      }
      await expectStored(registry, person(registry, 3));
    }),
    negative(
      "update-entries-none",
      "Where no record matches, none is changed and none created",
      async (context) => {
        const registry = await createRegistry(context);
        const persons = await addPersons(registry, 2);
        const updated = await registry.send("PUT", "updateEntries", {
          query: { content: { lastName: "Nobody" } },
          write: { content: { firstName: "Changed" } },
        });
        expectStatus(updated, 200, 404);
        for (const one of persons) await expectStored(registry, one);
        expectEqual((await listedIds(registry)).count, 2, "the number of records");
      },
    ),
    negative(
      "update-entries-wrong-type",
      "A field of another type is refused for all records",
      async (context) => {
        const registry = await createRegistry(context);
        const persons = await addPersons(registry, 2);
        const refused = await registry.send("PUT", "updateEntries", {
          query: { content: { lastName: persons[0]?.lastName } },
          write: { content: { firstName: ["Ada"] } },
        });
        expectRefused(refused, 400, 422);
        for (const one of persons) await expectStored(registry, one);
      },
    ),
    ...bodyRefusals({ id: "update-entries", method: "PUT", operation: "updateEntries", body }),
  ],
);
