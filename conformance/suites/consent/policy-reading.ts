import { z } from "zod";
import { expectEqual, expectMatches, expectRefused, expectStatus, expectTrue } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectListed, expectNotListed, expectPaged, type Listing, pageChecks } from "./listing.ts";
import { expectPolicy, ONE, READ, readPolicy, updatePolicy } from "./policy-scene.ts";
import { expectFollows, expectSuccessor } from "./revision.ts";
import { consentApi, INVALID, makeAgreement, makePolicy, must, noneOf, policyPath } from "./scene.ts";
import { POLICY, REVISION } from "./shapes.ts";

const LIST: Listing = { path: "/config/policies/", name: "policies", item: POLICY };
const servicePath = (id: string) => `/service/policy/${encodeURIComponent(id)}/`;
const revisionsPath = (id: string) => `${policyPath(id)}revisions/`;

const readChecks = checksOf("configPolicyRead", consentApi(`GET ${ONE}`), [
  positive("policy-read", "A policy is read with its latest revision", async (context) => {
    const { policy } = await makePolicy(context);
    const before = await readPolicy(context, policyPath(policy.id));
    expectPolicy(before.exchange, before.body, policy);
    const changed = await updatePolicy(context, policy, { version: "2.0" });
    const after = await readPolicy(context, policyPath(policy.id));
    expectPolicy(after.exchange, after.body, { ...policy, version: "2.0" });
    expectEqual(
      after.body.revision.id,
      changed.body.revision.id,
      "the id of the latest revision",
      after.exchange,
    );
    expectFollows(after.exchange, after.body.revision, before.body.revision);
  }),
  positive("policy-read-revision", "A policy is read as it was at a revision", async (context) => {
    const { policy, revision } = await makePolicy(context);
    const changed = await updatePolicy(context, policy, { version: "2.0" });
    const { body, exchange } = await readPolicy(context, policyPath(policy.id), revision.id);
    expectPolicy(exchange, body, policy);
    expectEqual(body.revision.id, revision.id, "the id of the revision", exchange);
    expectSuccessor(exchange, body.revision, changed.body.revision);
  }),
  negative(
    "policy-read-unknown",
    "A policy that there is not is refused",
    async (context) =>
      expectRefused(await context.http.send({ path: policyPath(noneOf(context)) }), ...INVALID),
    READ,
  ),
  negative("policy-read-other-revision", "A revision of something else is refused", async (context) => {
    const [{ policy }, { revision }] = [
      await makePolicy(context),
      await makePolicy(context, { name: "Other" }),
    ];
    for (const revisionId of [revision.id, noneOf(context)])
      expectRefused(
        await context.http.send({ path: policyPath(policy.id), query: { revisionId } }),
        ...INVALID,
      );
  }),
]);

const revisionChecks = checksOf(
  "configPolicyRevisionsList",
  consentApi("GET /config/policy/{policyId}/revisions/"),
  [
    positive("policy-revisions", "The current policy is told, also when it has changed", async (context) => {
      const { policy } = await makePolicy(context);
      for (const version of ["1.0", "2.0"]) {
        if (version !== "1.0") await updatePolicy(context, policy, { version });
        const shape = z.looseObject({ policy: POLICY });
        const { body, exchange } = await must(context, { path: revisionsPath(policy.id) }, shape);
        expectMatches(body.policy, { ...policy, version }, "the policy", exchange);
      }
    }),
    positive(
      "policy-revisions-chain",
      "All revisions of a policy are told in their order, each following the one before",
      async (context) => {
        const { policy, revision: first } = await makePolicy(context);
        const second = (await updatePolicy(context, policy, { version: "2.0" })).body.revision;
        const shape = z.looseObject({ policy: POLICY, revisions: z.array(REVISION) });
        const path = revisionsPath(policy.id);
        const { body, exchange } = await must(context, { path }, shape);
        expectEqual(body.revisions.length, 2, "the number of revisions", exchange);
        expectMatches(body.revisions[0], first, "the first revision", exchange);
        if (body.revisions[0] !== undefined) expectSuccessor(exchange, body.revisions[0], second);
        expectMatches(body.revisions[1], second, "the second revision", exchange);
        const page = await must(context, { path, query: { offset: 1, limit: 1 } }, shape);
        const ids = page.body.revisions.map(({ id }) => id);
        expectEqual(ids, [second.id], "the revisions of the page", page.exchange);
      },
      { level: "RECOMMENDED" },
    ),
    negative(
      "policy-revisions-unknown",
      "Of a policy that there is not no revisions are told",
      async (context) =>
        expectRefused(await context.http.send({ path: revisionsPath(noneOf(context)) }), ...INVALID),
      READ,
    ),
  ],
);

const listChecks = checksOf("configPolicyList", consentApi("GET /config/policies/"), [
  positive("policy-list", "Policies are listed as they are, and deleted ones are not", async (context) => {
    const [first, second] = [await makePolicy(context), await makePolicy(context, { name: "Second" })];
    await expectListed(context, LIST, [first.policy, second.policy]);
    const { path } = LIST;
    expectStatus(await context.http.send({ method: "DELETE", path: policyPath(first.policy.id) }), 200);
    await expectNotListed(context, LIST, first.policy.id);
    const query = { revisionId: second.revision.id };
    const shape = z.looseObject({ policies: z.array(POLICY) });
    const { body, exchange } = await must(context, { path, query }, shape);
    expectTrue(
      body.policies.some(({ id }) => id === second.policy.id),
      "the policy of a revision is not in the list of that revision",
      exchange,
    );
  }),
  positive(
    "policy-list-pages",
    "The list of policies is cut in pages",
    async (context) => {
      const [first, second] = [await makePolicy(context), await makePolicy(context, { name: "Second" })];
      await expectPaged(context, LIST, [first.policy, second.policy]);
    },
    { exclusive: true },
  ),
  ...pageChecks("policy-list", LIST),
]);

const serviceChecks = checksOf("servicePolicyRead", consentApi("GET /service/policy/{policyId}/"), [
  positive("service-policy-read", "Everybody reads a policy as it is", async (context) => {
    const { policy } = await makePolicy(context);
    const before = await readPolicy(context, servicePath(policy.id));
    expectPolicy(before.exchange, before.body, policy);
    await updatePolicy(context, policy, { version: "2.0" });
    const after = await readPolicy(context, servicePath(policy.id));
    expectPolicy(after.exchange, after.body, { ...policy, version: "2.0" });
    expectFollows(after.exchange, after.body.revision, before.body.revision);
  }),
  positive(
    "service-policy-read-agreed",
    "Everybody reads a policy as an agreement has it",
    async (context) => {
      const { policy, revision } = await makeAgreement(context);
      const changed = await updatePolicy(context, policy, { version: "2.0" });
      const { body, exchange } = await readPolicy(context, servicePath(policy.id), revision.id);
      expectPolicy(exchange, body, policy);
      expectSuccessor(exchange, body.revision, changed.body.revision);
    },
    { level: "RECOMMENDED" },
  ),
  negative(
    "service-policy-read-unknown",
    "A policy that there is not is shown to nobody",
    async (context) =>
      expectRefused(await context.http.send({ path: servicePath(noneOf(context)) }), ...INVALID),
    READ,
  ),
]);

/** The checks of reading policies. */
export const policyReadingChecks = [...readChecks, ...revisionChecks, ...listChecks, ...serviceChecks];
