import type { CheckContext } from "../../check.ts";
import { expectEqual, expectNoBodyOrJson, expectRefused, expectStatus } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { allowedServices, allPairs, changeRights, rightsTo } from "./access.ts";
import { configApi, type TestMember } from "./member.ts";
import { addMember } from "./test-members.ts";

/** All rights of a member with rights, sorted. */
export const ALL = ["echo consumer", "echo other", "echo room", "second consumer", "second other"];

/** A member whose services some of its applications may call. */
export async function memberWithRights(context: CheckContext): Promise<TestMember> {
  const made = await addMember(context);
  expectStatus(await changeRights(context, "allow", made, "echo", ["consumer", "other", "room"]), 200);
  expectStatus(await changeRights(context, "allow", made, "second", ["consumer", "other"]), 200);
  return made;
}

function refusedRights(verb: "allow" | "deny"): Statement[] {
  const refusal = (
    id: string,
    title: string,
    statuses: readonly number[],
    contents: (made: TestMember) => readonly Pick<HttpRequest, "json" | "text">[],
  ) =>
    negative(`rights-${verb}-${id}`, title, async (context) => {
      const made = await memberWithRights(context);
      const request = { method: "PATCH", path: `/api/v1/rights/${verb}` } as const;
      const headers = { "Content-Type": "application/json" };
      for (const content of contents(made))
        expectRefused(await context.http.send({ ...request, headers, ...content }), ...statuses);
      expectEqual(await allPairs(context, made), ALL, "the rights after the refusal");
    });
  return [
    refusal(
      "malformed",
      "Content that is cut off, incomplete or of another shape is refused",
      [400],
      (made) => {
        const rights = rightsTo(made, "echo", ["consumer"]);
        return [
          { text: JSON.stringify(rights).slice(0, -3) },
          { json: rights.map(({ serviceId: _, ...rest }) => rest) },
          { json: rights.map(({ rights: _, ...rest }) => ({ ...rest, rights: "everybody" })) },
          { json: { everything: true } },
        ];
      },
    ),
    refusal("unknown-service", "Rights to a service that does not exist are refused", [400, 404], (made) => [
      { json: rightsTo(made, "none", ["consumer"]) },
    ]),
  ];
}

/** Giving rights. */
export const setAllowedChecks = checksOf("setAllowed", configApi("PATCH /api/v1/rights/allow"), [
  positive(
    "rights-allow",
    "A right is given to the application that is named, and to no other",
    async (context) => {
      const made = await addMember(context);
      for (const application of ["consumer", "consumer", "other"]) {
        const given = await changeRights(context, "allow", made, "echo", [application]);
        expectStatus(given, 200);
        expectNoBodyOrJson(given);
        expectEqual(await allowedServices(context, made, application), ["echo"], "the services allowed");
      }
      expectEqual(await allPairs(context, made), ["echo consumer", "echo other"], "the rights");
      expectEqual(
        await allowedServices(context, made, "room"),
        [],
        "the services allowed to another application",
      );
    },
  ),
  ...refusedRights("allow"),
]);

/** Taking rights. */
export const setDeniedChecks = checksOf("setDenied", configApi("PATCH /api/v1/rights/deny"), [
  positive(
    "rights-deny",
    "A right is taken from the application that is named, and from no other",
    async (context) => {
      const made = await memberWithRights(context);
      for (const application of ["consumer", "consumer", "room"]) {
        const taken = await changeRights(context, "deny", made, "echo", [application]);
        expectStatus(taken, 200);
        expectNoBodyOrJson(taken);
      }
      expectEqual(await allPairs(context, made), ["echo other", ...ALL.slice(3)], "the rights");
      expectEqual(await allowedServices(context, made, "consumer"), ["second"], "the services still allowed");
      expectEqual(
        await allowedServices(context, made, "other"),
        ["echo", "second"],
        "another application's services",
      );
    },
  ),
  ...refusedRights("deny"),
]);
