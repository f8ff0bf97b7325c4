import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
} from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { addPersons, addRecord, createRegistry, dataApi, listedIds, person, recordPage } from "./registry.ts";

/** The section of the list, which the checks of its pages have in common with these. */
export const LIST = dataApi("GET /data/{registryName}/{versionNumber}");

/** A query, and the numbers of the test persons whom it must find. */
type Find = readonly [query: HttpRequest["query"], numbers: readonly number[]];

/** Asks about five persons, of whom the third and the fifth have the first one's given name as family name. */
function finds(id: string, title: string, wanted: readonly Find[], kind = positive): Statement {
  return kind(id, title, async (context: CheckContext) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 2);
    await addRecord(registry, { ...person(registry, 3), lastName: "Ada" });
    await addRecord(registry, person(registry, 4));
    await addRecord(registry, { ...person(registry, 5), lastName: "Adaeze" });
    for (const [query, numbers] of wanted) {
      const { ids, count, exchange } = await listedIds(registry, query);
      const found = numbers.map((n) => person(registry, n).id);
      expectEqual([...ids].sort(), found, "the list of records found", exchange);
      expectEqual(count, found.length, "the number of records", exchange);
    }
  });
}

/** A pattern for which a backtracking engine takes longer than the universe has been. */
const EXPLOSIVE = "(a+)+$";

async function survivesPattern(context: CheckContext, search: string, value: string): Promise<void> {
  const registry = await createRegistry(context);
  await addRecord(registry, { ...person(registry, 1), lastName: value });
  const listed = await registry.list({ search });
  if (listed.status === 200) expectShape(listed, recordPage);
  else expectRefused(listed, 400, 422);
  expectEqual((await listedIds(registry)).count, 1, "the number of records afterwards");
}

/** Searching a registry. */
export const listChecks = checksOf("list", LIST, [
  positive(
    "list-before-and-after",
    "The list holds exactly the records that are stored, completely",
    async (context) => {
      const registry = await createRegistry(context);
      const added: object[] = [];
      for (const n of [0, 1, 2]) {
        if (n > 0) {
          added.push(person(registry, n));
          await addRecord(registry, person(registry, n));
        }
        const listed = await registry.list();
        expectStatus(listed, 200);
        const page = expectShape(listed, recordPage);
        expectEqual(page.count, n, "the number of records", listed);
        expectEqual(page.results.length, n, "the length of the list", listed);
        const byId = page.results.toSorted((one, other) => one.id.localeCompare(other.id));
        for (const [index, record] of added.entries())
          expectMatches(byId[index], record, "a listed record", listed);
      }
    },
  ),
  finds("list-search", "A text is found in whichever field it stands", [
    [{ search: "Dorji" }, [4]],
    [{ search: "Ada" }, [1, 3, 5]],
  ]),
  finds("list-search-pattern", "A regular expression can be searched, also in one field only", [
    [{ search: "^(Ben|Di.)$" }, [2, 4]],
    [{ search: "^Ada", filter: "lastName" }, [3, 5]],
  ]),
  finds("list-query-field", "Fields can be asked for their values; together, all must match", [
    [{ "query.firstName": "Cyd" }, [3]],
    [{ "query.firstName": "Cyd", "query.lastName": "Ada" }, [3]],
  ]),
  finds(
    "list-finds-none",
    "What is nowhere is not found, nor what matches in different records only",
    [
      [{ search: "Nobody-at-all" }, []],
      [{ "query.firstName": "Ben", "query.lastName": "Ada" }, []],
    ],
    negative,
  ),
  negative("list-unknown-registry", "A registry that does not exist is not found", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 1);
    const path = registry.path.replace(registry.code, `${registry.code}-none`);
    expectRefused(await context.http.send({ path }), 404);
  }),
  negative("list-unknown-version", "A version that does not exist is not found", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 1);
    expectRefused(await context.http.send({ path: registry.path.replace(/[^/]+$/, "99.99") }), 404);
  }),
  negative("list-without-caller", "A call that does not say who calls is refused", async (context) => {
    const registry = await createRegistry(context);
    const [one] = await addPersons(registry, 1);
    const refused = await context.http.send({ path: registry.path, client: null });
    expectRefused(refused, 400, 401, 403);
    expectNoLeak(refused, [one?.id ?? "", one?.lastName ?? ""]);
  }),
  negative(
    "list-explosive-pattern",
    "A pattern made to keep the server busy is answered in time",
    (context) => survivesPattern(context, EXPLOSIVE, `${"a".repeat(60)}!`),
    { level: "RECOMMENDED" },
  ),
  negative(
    "list-huge-pattern",
    "A very long pattern is answered in time",
    (context) => survivesPattern(context, "(a|b?){50}".repeat(300), "ab".repeat(100)),
    { level: "RECOMMENDED" },
  ),
  negative(
    "list-broken-pattern",
    "A pattern that is none does no harm",
    (context) => survivesPattern(context, "([", "Abara"),
    { level: "RECOMMENDED" },
  ),
]);
