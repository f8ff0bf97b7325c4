import type { CheckContext } from "../../check.ts";
import { expectEqual, expectNoBody, expectRefused, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import {
  addPersons,
  createRegistry,
  dataApi,
  expectAbsent,
  expectStored,
  listedIds,
  person,
  type TestRegistry,
} from "./registry.ts";

function deleteRecord(context: CheckContext, registry: TestRegistry, id: string): Promise<Exchange> {
  return context.http.send({ method: "DELETE", path: `${registry.path}/${encodeURIComponent(id)}/delete` });
}

/** Deleting records. */
export const deleteChecks = checksOf(
  "delete",
  dataApi("DELETE /data/{registryName}/{versionNumber}/{ID}/delete"),
  [
    positive(
      "delete-record",
      "A deleted record is in no answer any more; the others stay",
      async (context) => {
        const registry = await createRegistry(context);
        const [first, second] = await addPersons(registry, 2);
        const id = first?.id ?? "";
        const deleted = await deleteRecord(context, registry, id);
        expectStatus(deleted, 204);
        expectNoBody(deleted);
        await expectAbsent(registry, id);
        const asked = await registry.send("POST", "exists", { query: { content: { id } } });
        expectEqual(
          (asked.json as { answer?: { status?: unknown } })?.answer?.status,
          false,
          "exists",
          asked,
        );
        const { ids, count, exchange } = await listedIds(registry);
        expectEqual(ids, [second?.id], "the list of records", exchange);
        expectEqual(count, 1, "the number of records", exchange);
        await expectStored(registry, person(registry, 2));
      },
    ),
    positive("delete-value", "Of a deleted record no field can be read", async (context) => {
      const registry = await createRegistry(context);
      const [first] = await addPersons(registry, 1);
      expectStatus(await deleteRecord(context, registry, first?.id ?? ""), 204);
      expectRefused(
        await context.http.send({ path: `${registry.path}/${first?.id}/readValue/lastName.json` }),
        404,
      );
    }),
    positive(
      "delete-again",
      "The same deletion sent twice, as after a broken connection, has the effect of one",
      async (context) => {
        const registry = await createRegistry(context);
        await addPersons(registry, 2);
        const { id } = person(registry, 1);
        for (const _ of ["first", "again"]) expectStatus(await deleteRecord(context, registry, id), 204);
        expectEqual((await listedIds(registry)).ids, [person(registry, 2).id], "the list of records");
      },
      { level: "RECOMMENDED" },
    ),
    negative("delete-unknown-record", "A record that never was cannot be deleted", async (context) => {
      const registry = await createRegistry(context);
      await addPersons(registry, 1);
      expectRefused(await deleteRecord(context, registry, `${registry.code}-none`), 404);
      await expectStored(registry, person(registry, 1));
    }),
    negative("delete-unknown-registry", "A registry that does not exist is not found", async (context) => {
      const registry = await createRegistry(context);
      await addPersons(registry, 1);
      const other = { ...registry, path: registry.path.replace(registry.code, `${registry.code}-none`) };
      expectRefused(await deleteRecord(context, other, person(registry, 1).id), 404);
      await expectStored(registry, person(registry, 1));
    }),
    negative("delete-without-caller", "A call that does not say who calls is refused", async (context) => {
      const registry = await createRegistry(context);
      await addPersons(registry, 1);
      const path = `${registry.path}/${person(registry, 1).id}/delete`;
      expectRefused(await context.http.send({ method: "DELETE", path, client: null }), 400, 401, 403);
      await expectStored(registry, person(registry, 1));
    }),
  ],
);
