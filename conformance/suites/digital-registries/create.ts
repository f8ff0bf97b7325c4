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
  person,
} from "./registry.ts";

/** Creating records. */
export const createChecks = checksOf("create", dataApi("POST /data/{registryName}/{versionNumber}/create"), [
  positive("create-record", "A new record is stored and answered as it was written", async (context) => {
    const registry = await createRegistry(context);
    for (const content of [person(registry, 1), person(registry, 2)]) {
      await expectAbsent(registry, content.id);
      const created = await registry.send("POST", "create", { write: { content } });
      expectStatus(created, 200);
      expectMatches(expectShape(created, oneRecord).content, content, "the answered record", created);
      await expectStored(registry, content);
    }
    const { ids, count, exchange } = await listedIds(registry);
    expectEqual(count, 2, "the number of records", exchange);
    expectEqual([...ids].sort(), [person(registry, 1).id, person(registry, 2).id], "the list", exchange);
  }),
  positive(
    "create-in-any-script",
    "Names in every script are stored as they were written",
    async (context) => {
      const registry = await createRegistry(context);
      const content = { ...person(registry, 1), firstName: "Åsa “ಅಶ್ವಿನಿ”", lastName: "علي 王 🧒🏽 \\ \" ' %" };
      const created = await registry.send("POST", "create", { write: { content } });
      expectStatus(created, 200);
      expectMatches(expectShape(created, oneRecord).content, content, "the answered record", created);
      await expectStored(registry, content);
    },
  ),
  positive(
    "create-again",
    "The same record sent twice, as after a broken connection, is stored once",
    async (context) => {
      const registry = await createRegistry(context);
      const content = person(registry, 1);
      for (const _ of ["first", "again"]) {
        const created = await registry.send("POST", "create", { write: { content } });
        expectStatus(created, 200);
        expectMatches(expectShape(created, oneRecord).content, content, "the answered record", created);
      }
      const { ids, exchange } = await listedIds(registry);
      expectEqual(ids, [content.id], "the list of records", exchange);
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "create-over-another",
    "A record does not replace another one of the same number",
    async (context) => {
      const registry = await createRegistry(context);
      const [first] = await addPersons(registry, 1);
      const content = { ...person(registry, 2), id: person(registry, 1).id };
      expectRefused(await registry.send("POST", "create", { write: { content } }), 400, 409, 422);
      if (first !== undefined) await expectStored(registry, first);
    },
    { level: "RECOMMENDED" },
  ),
  negative("create-wrong-type", "A field of another type than the registry's is refused", async (context) => {
    const registry = await createRegistry(context);
    const content = { ...person(registry, 1), firstName: { given: ["Ada"] } };
    expectRefused(await registry.send("POST", "create", { write: { content } }), 400, 422);
    await expectAbsent(registry, content.id);
  }),
  ...bodyRefusals({
    id: "create",
    method: "POST",
    operation: "create",
    body: (id) => ({ write: { content: { id: `${id}-new`, firstName: "Eve" } } }),
  }),
]);
