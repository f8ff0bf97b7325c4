import { z } from "zod";
import {
  expectEqual,
  expectMatches,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { bodyRefusals } from "./body-refusals.ts";
import { addPersons, createRegistry, dataApi, oneRecord, person, readRecord } from "./registry.ts";

const notFound = z.looseObject({ detail: z.literal("no record found") });

/** Reading one record. */
export const readChecks = checksOf("read", dataApi("POST /data/{registryName}/{versionNumber}/read"), [
  positive("read-record", "A record is found by its number and given completely", async (context) => {
    const registry = await createRegistry(context);
    for (const wanted of await addPersons(registry, 2)) {
      const read = await readRecord(registry, wanted.id);
      expectStatus(read, 200);
      expectMatches(expectShape(read, oneRecord).content, wanted, "the record", read);
    }
  }),
  positive("read-by-other-fields", "A record is found by any of its fields", async (context) => {
    const registry = await createRegistry(context);
    const persons = await addPersons(registry, 3);
    const { id: _, birthCertificateId: __, ...names } = person(registry, 2);
    const read = await registry.send("POST", "read", { query: { content: names } });
    expectStatus(read, 200);
    expectMatches(expectShape(read, oneRecord).content, persons[1] ?? {}, "the record", read);
  }),
  positive("read-after-change", "A record that was changed reads as it is now", async (context) => {
    const registry = await createRegistry(context);
    const [before] = await addPersons(registry, 1);
    const id = before?.id ?? "";
    for (const lastName of [before?.lastName, "Zhou"]) {
      await registry.send("PUT", "update", { query: { content: { id } }, write: { content: { lastName } } });
      const read = await readRecord(registry, id);
      expectStatus(read, 200);
      expectMatches(expectShape(read, oneRecord).content, { ...before, lastName }, "the record", read);
    }
  }),
  negative("read-unknown-record", "A record that does not exist is not found", async (context) => {
    const registry = await createRegistry(context);
    const [other] = await addPersons(registry, 1);
    const read = await readRecord(registry, `${registry.code}-none`);
    expectRefused(read, 404);
    expectShape(read, notFound);
    expectNoLeak(read, [other?.birthCertificateId ?? "", other?.lastName ?? ""]);
  }),
  negative(
    "read-other-person",
    "A record is not given where one of the fields asked for differs",
    async (context) => {
      const registry = await createRegistry(context);
      await addPersons(registry, 2);
      const content = { id: person(registry, 1).id, lastName: person(registry, 2).lastName };
      const read = await registry.send("POST", "read", { query: { content } });
      expectRefused(read, 404);
      expectShape(read, notFound);
    },
  ),
  ...bodyRefusals({
    id: "read",
    method: "POST",
    operation: "read",
    body: (id) => ({ query: { content: { id } } }),
  }),
]);

const existence = z.looseObject({
  answer: z.looseObject({ status: z.boolean(), message: z.string().min(1) }),
});

/** Asking whether a record exists. */
export const existsChecks = checksOf("exists", dataApi("POST /data/{registryName}/{versionNumber}/exists"), [
  positive(
    "exists-before-and-after",
    "Whether a record exists is answered truly, before and after",
    async (context) => {
      const registry = await createRegistry(context);
      const { id } = person(registry, 1);
      for (const wanted of [false, true]) {
        const asked = await registry.send("POST", "exists", { query: { content: { id } } });
        expectStatus(asked, 200);
        expectEqual(expectShape(asked, existence).answer.status, wanted, "the answer's status", asked);
        await addPersons(registry, 1);
      }
    },
  ),
  positive(
    "exists-shows-no-record",
    "The answer says yes or no and shows nothing of the record",
    async (context) => {
      const registry = await createRegistry(context);
      const [known] = await addPersons(registry, 1);
      const asked = await registry.send("POST", "exists", { query: { content: { id: known?.id } } });
      expectStatus(asked, 200);
      expectEqual(expectShape(asked, existence).answer.status, true, "the answer's status", asked);
      expectNoLeak(asked, [known?.birthCertificateId ?? "", known?.lastName ?? ""]);
    },
  ),
  negative(
    "exists-other-person",
    "A record of which one field differs does not count as existing",
    async (context) => {
      const registry = await createRegistry(context);
      await addPersons(registry, 2);
      const content = { id: person(registry, 1).id, lastName: person(registry, 2).lastName };
      const asked = await registry.send("POST", "exists", { query: { content } });
      expectStatus(asked, 200);
      expectEqual(expectShape(asked, existence).answer.status, false, "the answer's status", asked);
    },
  ),
  ...bodyRefusals({
    id: "exists",
    method: "POST",
    operation: "exists",
    body: (id) => ({ query: { content: { id } } }),
  }),
]);
