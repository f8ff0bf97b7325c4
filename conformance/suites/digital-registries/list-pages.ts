import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { LIST } from "./list.ts";
import { addPersons, createRegistry, listedIds, person, recordPage, type TestRegistry } from "./registry.ts";

/** Reads a page and holds it against the persons that must be on it; answers where it says the neighbours are. */
async function expectPage(listed: Exchange, registry: TestRegistry, numbers: readonly number[]) {
  expectStatus(listed, 200);
  const page = expectShape(listed, recordPage);
  const wanted = numbers.map((n) => person(registry, n).id);
  expectEqual(
    page.results.map((record) => record.id),
    wanted,
    "the records on the page",
    listed,
  );
  expectEqual(page.count, 5, "the number of all records", listed);
  return { next: page.next ?? undefined, previous: page.previous ?? undefined, listed };
}

/** Follows a link: its query at the list's own path, since the part may be known under another address here. */
function follow(registry: TestRegistry, link: string, from: Exchange): Promise<Exchange> {
  expectTrue(URL.canParse(link, from.url), "the link to the neighbouring page is no URI", from);
  return registry.list(Object.fromEntries(new URL(link, from.url).searchParams));
}

async function walksPages(context: CheckContext): Promise<void> {
  const registry = await createRegistry(context);
  await addPersons(registry, 5);
  const ordered = { ordering: "ascending", pageSize: 2 };
  const first = await expectPage(await registry.list({ ...ordered, page: 1 }), registry, [1, 2]);
  expectTrue(first.previous === undefined, "the first page names a previous one", first.listed);
  expectTrue(first.next !== undefined, "the first page does not name the next one", first.listed);
  const second = await expectPage(await follow(registry, first.next, first.listed), registry, [3, 4]);
  expectTrue(second.next !== undefined, "the second page does not name the next one", second.listed);
  const third = await expectPage(await follow(registry, second.next, second.listed), registry, [5]);
  expectTrue(third.next === undefined, "the last page names a next one", third.listed);
  expectTrue(third.previous !== undefined, "the last page does not name the previous one", third.listed);
  await expectPage(await follow(registry, third.previous, third.listed), registry, [3, 4]);
}

function orders(ordering: string, numbers: readonly number[]): Statement {
  return positive(`list-${ordering}`, `Records can be listed ${ordering}`, async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 5);
    for (const query of [{ ordering }, { ordering, filter: "lastName" }])
      await expectPage(await registry.list(query), registry, numbers);
  });
}

function refusesPages(id: string, title: string, queries: readonly HttpRequest["query"][]): Statement {
  return negative(id, title, async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 2);
    for (const query of queries) expectRefused(await registry.list(query), 400, 404, 422);
    expectEqual((await listedIds(registry)).count, 2, "the number of records afterwards");
  });
}

/** The pages of a list, and their order. */
export const listPageChecks = checksOf("list", LIST, [
  positive("list-pages", "Page by page, every record is seen exactly once", walksPages),
  positive("list-page-number", "Any page can be opened at once, in the size asked for", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 5);
    const ordering = "ascending";
    await expectPage(await registry.list({ ordering, page: 2, pageSize: 3 }), registry, [4, 5]);
    await expectPage(await registry.list({ ordering, page: 4, pageSize: 1 }), registry, [4]);
    await expectPage(await registry.list({ ordering, pageSize: 4 }), registry, [1, 2, 3, 4]);
  }),
  orders("ascending", [1, 2, 3, 4, 5]),
  orders("descending", [5, 4, 3, 2, 1]),
  refusesPages("list-page-text", "A page's number and size are numbers", [
    { page: "two" },
    { pageSize: "all" },
  ]),
  refusesPages("list-page-before", "There is no page before the first, and none holds less than nothing", [
    { page: 0 },
    { page: -1, pageSize: 2 },
    { pageSize: -5 },
  ]),
  negative("list-page-beyond", "Behind the last page there are no records", async (context) => {
    const registry = await createRegistry(context);
    await addPersons(registry, 2);
    const listed = await registry.list({ page: 50, pageSize: 2 });
    expectStatus(listed, 200, 404);
    if (listed.status === 200) expectEqual(expectShape(listed, recordPage).results, [], "the page", listed);
  }),
]);
