import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { databaseGroup, databaseInfo } from "./database-shapes.ts";
import {
  createRegistry,
  databaseApi,
  databaseGroups,
  describeRegistry,
  expectAbsent,
  findDatabase,
} from "./registry.ts";

/** Seeing one registry's description. */
export const getDatabaseChecks = checksOf("getDatabase", databaseApi("GET /database/{id}"), [
  positive("database-info", "A registry's number, version, name and fields can be seen", async (context) => {
    for (const registry of [await createRegistry(context), await createRegistry(context)]) {
      const seen = await context.http.send({ path: `/database/${registry.id}` });
      expectStatus(seen, 200);
      const info = expectShape(
        seen,
        databaseInfo.pick({ id: true, version: true, name: true, schema: true }),
      );
      expectEqual(info.id, registry.id, "the registry's number", seen);
      const listed = await findDatabase(context, registry.code);
      expectEqual(info.name, listed?.name, "the registry's name, held against the list of registries", seen);
      expectEqual(registry.path.endsWith(`/${info.version}`), true, "the version", seen);
      const fields = describeRegistry(registry.code).schema.properties;
      expectEqual(Object.keys(info.schema.properties).sort(), Object.keys(fields).sort(), "the fields", seen);
      expectEqual(info.schema.required, ["id"], "the required fields", seen);
    }
  }),
  positive(
    "database-info-complete",
    "Everything that the specification documents of a registry is given",
    async (context) => {
      const registry = await createRegistry(context);
      const seen = await context.http.send({ path: `/database/${registry.id}` });
      expectStatus(seen, 200);
      const { schema, description } = expectShape(seen, databaseInfo);
      const written = describeRegistry(registry.code).schema;
      expectMatches(schema, written, "the registry's schema", seen);
      expectEqual(description, written.description, "the registry's description", seen);
    },
    { level: "RECOMMENDED" },
  ),
  positive(
    "database-info-after-change",
    "A registry that was changed is seen as it is now",
    async (context) => {
      const registry = await createRegistry(context);
      const fields = [{}, { shoeSize: { type: "integer" } }];
      for (const added of fields) {
        const json = describeRegistry(registry.code, added);
        expectStatus(await context.http.send({ method: "POST", path: "/database/modify", json }), 200);
        const id = (await findDatabase(context, registry.code))?.id;
        const seen = await context.http.send({ path: `/database/${id}` });
        expectStatus(seen, 200);
        const { schema } = expectShape(seen, databaseInfo.pick({ schema: true }));
        expectEqual(
          "shoeSize" in schema.properties,
          "shoeSize" in added,
          "whether there is the new field",
          seen,
        );
      }
    },
  ),
  negative(
    "database-unknown",
    "A registry that does not exist is not found",
    async (context) => {
      expectRefused(await context.http.send({ path: "/database/2147483600" }), 404);
    },
    { effect: "read" },
  ),
  negative(
    "database-bad-id",
    "A registry's number is a number",
    async (context) => {
      expectRefused(await context.http.send({ path: "/database/one" }), 400, 404, 422);
    },
    { effect: "read" },
  ),
  negative("database-without-caller", "A call that does not say who calls is refused", async (context) => {
    const registry = await createRegistry(context);
    const refused = await context.http.send({ path: `/database/${registry.id}`, client: null });
    expectRefused(refused, 400, 401, 403);
    expectNoLeak(refused, [registry.code]);
  }),
]);

/** Deleting registries. */
export const deleteDatabaseChecks = checksOf("deleteDatabase", databaseApi("DELETE /database/{id}"), [
  positive("database-delete", "A deleted registry is gone, and its records with it", async (context) => {
    const registry = await createRegistry(context);
    const other = await createRegistry(context);
    expectStatus(await registry.list(), 200);
    const deleted = await context.http.send({ method: "DELETE", path: `/database/${registry.id}` });
    expectStatus(deleted, 200);
    expectShape(deleted, z.string().min(1));
    expectStatus(await context.http.send({ path: `/database/${registry.id}` }), 404);
    expectStatus(await registry.list(), 404);
    await expectAbsent(registry, `${registry.code}-1`);
    expectEqual(await findDatabase(context, registry.code), undefined, "the deleted registry in the list");
    expectEqual((await findDatabase(context, other.code))?.id, other.id, "another registry in the list");
  }),
  negative("database-delete-unknown", "A registry that never was cannot be deleted", async (context) => {
    const registry = await createRegistry(context);
    expectRefused(await context.http.send({ method: "DELETE", path: "/database/2147483600" }), 404);
    expectStatus(await registry.list(), 200);
  }),
  negative(
    "database-delete-without-caller",
    "A call that does not say who calls is refused",
    async (context) => {
      const registry = await createRegistry(context);
      const path = `/database/${registry.id}`;
      expectRefused(await context.http.send({ method: "DELETE", path, client: null }), 400, 401, 403);
      expectStatus(await registry.list(), 200);
    },
  ),
]);

/** The registry is listed once, by the version and the name that its own description has. */
async function expectListedOnce(context: CheckContext, id: number): Promise<void> {
  const listed = await context.http.send({ path: "/databases" });
  const databases = expectShape(listed, databaseGroups).flatMap((group) => group.databases);
  const own = databases.filter((database) => database.id === id);
  expectEqual(own.length, 1, "how many times the new registry is listed", listed);
  const seen = await context.http.send({ path: `/database/${id}` });
  expectStatus(seen, 200);
  const { version, name } = expectShape(seen, databaseInfo.pick({ version: true, name: true }));
  expectMatches(own[0], { version, name }, "the new registry in the list", listed);
}

/** The list of all registries. */
export const listDatabasesChecks = checksOf("listDatabases", databaseApi("GET /databases"), [
  positive(
    "databases",
    "All registries are listed, each with number, version and name",
    async (context) => {
      const listed = await context.http.send({ path: "/databases" });
      expectStatus(listed, 200);
      expectShape(listed, databaseGroups);
    },
    { effect: "read" },
  ),
  positive(
    "databases-before-and-after",
    "A new registry is listed at once, a deleted one no more",
    async (context) => {
      const registry = await createRegistry(context);
      const found = await findDatabase(context, registry.code);
      expectEqual(found?.id, registry.id, "the number of the new registry in the list");
      await expectListedOnce(context, registry.id);
      expectStatus(await context.http.send({ method: "DELETE", path: `/database/${registry.id}` }), 200);
      expectEqual(await findDatabase(context, registry.code), undefined, "the deleted registry in the list");
    },
  ),
  positive(
    "databases-complete",
    "Everything that the specification documents of registries and their groups is given",
    async (context) => {
      const registry = await createRegistry(context);
      const listed = await context.http.send({ path: "/databases" });
      expectStatus(listed, 200);
      const groups = expectShape(listed, z.union([z.array(databaseGroup), databaseGroup]));
      const databases = (Array.isArray(groups) ? groups : [groups]).flatMap((group) => group.databases);
      const own = databases.find((database) => database.id === registry.id);
      const { schema } = describeRegistry(registry.code);
      expectMatches(own?.schema, schema, "the registry's schema", listed);
      expectEqual(own?.description, schema.description, "the registry's description", listed);
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "databases-without-caller",
    "A call that does not say who calls is refused",
    async (context) => {
      expectRefused(await context.http.send({ path: "/databases", client: null }), 400, 401, 403);
    },
    { effect: "read" },
  ),
]);
