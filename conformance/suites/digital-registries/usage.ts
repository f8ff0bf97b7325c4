import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { addPersons, createRegistry, dataApi, person, readRecord, type TestRegistry } from "./registry.ts";

/** One line of the log of readers. The person behind an application is not always known to the registry. */
const usage = z.looseObject({
  id: z.string().min(1),
  readerId: z.string().nullish(),
  readerInitials: z.string().nullish(),
  readerInstitutionId: z.string().min(1),
  readerInstitutionName: z.string().min(1),
  readerApplicationName: z.string().min(1),
  searchDateTime: z.iso.datetime({ offset: true }),
  refrences: z.array(z.looseObject({ ReferenceID: z.string().min(1) })),
});

/** A line with all that the specification documents. */
const completeUsage = usage.extend({ readerId: z.string().min(1), readerInitials: z.string().min(1) });

/** The log of readers of a person: empty where nobody has read, which a server may also answer with 404. */
async function usagesOf(context: Pick<CheckContext, "http">, databaseId: string, userId: string) {
  const asked = await context.http.send({ path: "/data/myPersonalDataUsage", query: { userId, databaseId } });
  expectStatus(asked, 200, 404);
  const entries = asked.status === 404 ? [] : expectShape(asked, z.array(usage));
  return { entries, exchange: asked };
}

async function showsReader(context: CheckContext): Promise<void> {
  const registry = await createRegistry(context);
  const { id } = person(registry, 1);
  await addPersons(registry, 2);
  const known = new Set((await usagesOf(context, registry.code, id)).entries.map((entry) => entry.id));
  for (const count of [1, 2]) {
    const from = Date.now();
    expectStatus(await readRecord(registry, id), 200);
    const { entries, exchange } = await usagesOf(context, registry.code, id);
    const added = entries.filter((entry) => !known.has(entry.id));
    expectEqual(added.length, count, "the number of new lines in the log of readers", exchange);
    const line = added.find((entry) => Date.parse(entry.searchDateTime) >= from - 5000);
    expectTrue(line !== undefined, "the new line in the log of readers has another time", exchange);
    const [, , memberCode] = context.target.client.split("/");
    expectTrue(
      line.readerInstitutionId.includes(memberCode ?? ""),
      "the new line in the log of readers names another institution than the caller's",
      exchange,
    );
    expectEqual(
      line.refrences.map((one) => one.ReferenceID),
      [id],
      "the reference in the log of readers",
      exchange,
    );
  }
}

async function logs(
  context: CheckContext,
  look: (registry: TestRegistry) => Promise<unknown>,
): Promise<void> {
  const registry = await createRegistry(context);
  const [first] = await addPersons(registry, 1);
  const before = (await usagesOf(context, registry.code, first?.id ?? "")).entries.length;
  await look(registry);
  const { entries, exchange } = await usagesOf(context, registry.code, first?.id ?? "");
  expectEqual(entries.length, before + 1, "the number of lines in the log of readers", exchange);
}

/** The log of readers, which every person may see. */
export const usageChecks = checksOf("DPU", dataApi("GET /data/myPersonalDataUsage"), [
  positive("usage-after-read", "A person sees who has read the person's record, and when", showsReader),
  positive("usage-after-list", "Being shown in a list is logged too", (context) =>
    logs(context, (registry) => registry.list()),
  ),
  positive("usage-after-read-value", "Reading one field is logged too", (context) =>
    logs(context, (registry) =>
      context.http.send({ path: `${registry.path}/${person(registry, 1).id}/readValue/lastName.json` }),
    ),
  ),
  positive(
    "usage-complete",
    "A line in the log of readers says all that the specification documents",
    async (context) => {
      const registry = await createRegistry(context);
      const [first] = await addPersons(registry, 1);
      await readRecord(registry, first?.id ?? "");
      const { entries, exchange } = await usagesOf(context, registry.code, first?.id ?? "");
      expectTrue(entries.length > 0, "the log of readers is empty after a reading", exchange);
      expectShape(exchange, z.array(completeUsage));
    },
    { level: "RECOMMENDED" },
  ),
  negative("usage-of-others", "Nobody sees who has read the record of somebody else", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 2);
    await readRecord(registry, person(registry, 1).id);
    const { entries, exchange } = await usagesOf(context, registry.code, person(registry, 2).id);
    expectEqual(entries, [], "the log of readers of a person whom nobody has read", exchange);
    expectNoLeak(exchange, [person(registry, 1).id]);
  }),
  negative(
    "usage-of-nobody",
    "Of a person who is in no registry there is nothing to see",
    async (context) => {
      const registry = await createRegistry(context);
      await addPersons(registry, 1);
      await readRecord(registry, person(registry, 1).id);
      expectEqual(
        (await usagesOf(context, registry.code, `${registry.code}-none`)).entries,
        [],
        "the log of readers",
      );
    },
  ),
  ...(["userId", "databaseId"] as const).map((missing) =>
    negative(
      `usage-without-${missing === "userId" ? "person" : "registry"}`,
      `${missing} must be given`,
      async (context) => {
        const registry = await createRegistry(context);
        const [first] = await addPersons(registry, 1);
        await readRecord(registry, first?.id ?? "");
        const { [missing]: _, ...query } = { userId: first?.id ?? "", databaseId: registry.code };
        const refused = await context.http.send({ path: "/data/myPersonalDataUsage", query });
        expectRefused(refused, 400);
        expectNoLeak(refused, [first?.lastName ?? ""]);
      },
    ),
  ),
  negative("usage-unknown-registry", "A registry that does not exist shows no readers", async (context) => {
    const registry = await createRegistry(context);
    const [first] = await addPersons(registry, 1);
    await readRecord(registry, first?.id ?? "");
    const unknown = await usagesOf(context, `${registry.code}-none`, first?.id ?? "");
    expectEqual(unknown.entries, [], "the log of readers", unknown.exchange);
  }),
  negative("usage-without-caller", "A call that does not say who calls is refused", async (context) => {
    const registry = await createRegistry(context);
    const [first] = await addPersons(registry, 1);
    const query = { userId: first?.id ?? "", databaseId: registry.code };
    const refused = await context.http.send({ path: "/data/myPersonalDataUsage", query, client: null });
    expectRefused(refused, 400, 401, 403);
  }),
]);
