import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { allowList, allowPage, allPairs, changeRights, pairsOf, rightsTo } from "./access.ts";
import { configApi } from "./member.ts";
import { ALL, memberWithRights } from "./rights.ts";
import { addMember } from "./test-members.ts";

/** Walks the allow list, holding each page against the number of rights that must be on it. */
async function walksPages(context: CheckContext): Promise<void> {
  const made = await memberWithRights(context);
  for (const sizes of [[2, 2, 1], [4, 1], [5]]) {
    const pageSize = sizes[0] ?? 0;
    const seen: string[] = [];
    let token: string | undefined;
    for (const [index, size] of sizes.entries()) {
      const listed = await allowList(context, made, { pageSize, ...(token ? { nextPageToken: token } : {}) });
      expectStatus(listed, 200);
      const page = expectShape(listed, allowPage);
      const pairs = pairsOf(page);
      expectEqual(pairs.length, size, "the number of rights on the page", listed);
      seen.push(...pairs);
      token = page.nextPageToken ?? undefined;
      const last = index === sizes.length - 1;
      expectTrue(
        last === (token === undefined),
        last ? "the last page names a next one" : "the next page is not named",
        listed,
      );
    }
    expectEqual(seen.sort(), ALL, "the rights on all pages");
  }
}

/** Seeing who may call what. */
export const getAllowedChecks = checksOf("getAllowed", configApi("GET /api/v1/rights/allow"), [
  positive("rights", "The rights that were given can be seen, and no others", async (context) => {
    const made = await addMember(context);
    expectEqual(await allPairs(context, made), [], "the rights before");
    await changeRights(context, "allow", made, "echo", ["consumer"]);
    const listed = await allowList(context, made);
    expectStatus(listed, 200);
    const given = expectShape(listed, allowPage).allowList.filter((one) => one.rights.length > 0);
    const [{ rights, ...service } = { rights: [] }] = rightsTo(made, "echo", ["consumer"]);
    expectEqual(given.length, 1, "the number of services with rights", listed);
    expectMatches(given[0], service, "the service", listed);
    expectEqual(given[0]?.rights.length, 1, "the number of its rights", listed);
    expectMatches(given[0]?.rights[0], rights[0] ?? {}, "the right", listed);
  }),
  positive(
    "rights-named",
    "A right also names member and application, which the schema requires though it does not describe them",
    async (context) => {
      const made = await addMember(context);
      await changeRights(context, "allow", made, "echo", ["consumer"]);
      const listed = await allowList(context, made);
      expectStatus(listed, 200);
      const [right] = expectShape(listed, allowPage).allowList.flatMap((one) => one.rights);
      expectMatches(right, { member: made.name, application: "consumer" }, "the right", listed);
    },
    { level: "RECOMMENDED" },
  ),
  positive("rights-pages", "Rights are given in pages of the size asked for, each right once", walksPages),
  positive("rights-filter", "Rights can be asked for by service and by application", async (context) => {
    const made = await memberWithRights(context);
    for (const [query, wanted] of [
      [{ serviceId: "second" }, ALL.slice(3)],
      [{ applicationId: "provider" }, ALL],
      [{ applicationId: "consumer" }, []],
    ] as const) {
      const listed = await allowList(context, made, query);
      expectStatus(listed, 200);
      expectEqual(pairsOf(expectShape(listed, allowPage)).sort(), wanted, "the rights", listed);
    }
  }),
  negative(
    "rights-of-nobody",
    "A member that does not exist has no rights to show",
    async (context) => {
      const query = { memberClass: "TEST", memberCode: `${context.mark}-none` };
      const listed = await context.http.send({ path: "/api/v1/rights/allow", query });
      expectStatus(listed, 200);
      expectEqual(expectShape(listed, allowPage).allowList, [], "the rights", listed);
    },
    { effect: "read" },
  ),
  negative(
    "rights-bad-page-size",
    "A page size that is no number is refused",
    async (context) => {
      expectRefused(
        await context.http.send({ path: "/api/v1/rights/allow", query: { pageSize: "all" } }),
        400,
      );
    },
    { effect: "read", level: "RECOMMENDED" },
  ),
  negative(
    "rights-bad-token",
    "A page handle that nobody gave is refused",
    async (context) => {
      const query = { nextPageToken: `${context.mark}'"` };
      expectRefused(await context.http.send({ path: "/api/v1/rights/allow", query }), 400);
    },
    { effect: "read", level: "RECOMMENDED" },
  ),
]);
