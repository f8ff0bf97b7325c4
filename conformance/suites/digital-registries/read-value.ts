import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectNoLeak, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { addPersons, createRegistry, dataApi, person, type TestRegistry } from "./registry.ts";

/** The specification allows the bare text, and an object that holds the value. */
const fieldValue = z.union([
  z.string(),
  z.looseObject({ value: z.unknown() }).transform((answer) => answer.value),
]);

function readValue(
  context: CheckContext,
  registry: TestRegistry,
  id: string,
  field: string,
): Promise<Exchange> {
  return context.http.send({ path: `${registry.path}/${encodeURIComponent(id)}/readValue/${field}.json` });
}

/** Reading one field of a record. */
export const readValueChecks = checksOf(
  "readValue",
  dataApi("GET /data/{registryName}/{versionNumber}/{uuid}/readValue/{field}.{ext}"),
  [
    positive("read-value", "One field of a record is given, and no other", async (context) => {
      const registry = await createRegistry(context);
      for (const one of await addPersons(registry, 2)) {
        const read = await readValue(context, registry, one.id, "lastName");
        expectStatus(read, 200);
        expectEqual(expectShape(read, fieldValue), one.lastName, "the value", read);
        expectNoLeak(read, [one.birthCertificateId]);
      }
    }),
    positive("read-value-after-change", "A field that was changed reads as it is now", async (context) => {
      const registry = await createRegistry(context);
      const [before] = await addPersons(registry, 1);
      const id = before?.id ?? "";
      for (const lastName of [before?.lastName, "Zhou"]) {
        await registry.send("PUT", "update", {
          query: { content: { id } },
          write: { content: { lastName } },
        });
        const read = await readValue(context, registry, id, "lastName");
        expectStatus(read, 200);
        expectEqual(expectShape(read, fieldValue), lastName, "the value", read);
      }
    }),
    negative(
      "read-value-unknown-record",
      "A field of a record that does not exist is not found",
      async (context) => {
        const registry = await createRegistry(context);
        await addPersons(registry, 1);
        expectRefused(await readValue(context, registry, `${registry.code}-none`, "lastName"), 404);
      },
    ),
    negative(
      "read-value-unknown-field",
      "A field that the registry does not have is refused",
      async (context) => {
        const registry = await createRegistry(context);
        await addPersons(registry, 1);
        expectRefused(await readValue(context, registry, person(registry, 1).id, "shoeSize"), 400, 404);
      },
    ),
    negative(
      "read-value-inherited-field",
      "A name that every program object has is no field",
      async (context) => {
        const registry = await createRegistry(context);
        await addPersons(registry, 1);
        for (const field of ["constructor", "__proto__", "toString"])
          expectRefused(await readValue(context, registry, person(registry, 1).id, field), 400, 404);
      },
    ),
    negative(
      "read-value-unknown-registry",
      "A registry that does not exist is not found",
      async (context) => {
        const registry = await createRegistry(context);
        const [one] = await addPersons(registry, 1);
        const other = { ...registry, path: registry.path.replace(registry.code, `${registry.code}-none`) };
        expectRefused(await readValue(context, other, one?.id ?? "", "lastName"), 404);
      },
    ),
    negative(
      "read-value-without-caller",
      "A call that does not say who calls is refused",
      async (context) => {
        const registry = await createRegistry(context);
        const [one] = await addPersons(registry, 1);
        const path = `${registry.path}/${one?.id}/readValue/lastName.json`;
        const refused = await context.http.send({ path, client: null });
        expectRefused(refused, 400, 401, 403);
        expectNoLeak(refused, [one?.lastName ?? ""]);
      },
    ),
  ],
);
