import { z } from "zod";
import { expectEqual, expectMatches, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectPolicy, expectPolicyKept, ONE, updatePolicy } from "./policy-scene.ts";
import { refusalsOf } from "./refusals.ts";
import { expectFollows, expectRevision } from "./revision.ts";
import {
  agreementPath,
  consentApi,
  describeAgreement,
  describePolicy,
  INVALID,
  makeAgreement,
  makePolicy,
  must,
  noneOf,
  policyPath,
  WITH_AGREEMENT,
} from "./scene.ts";
import { REVISION } from "./shapes.ts";

const REQUIRED = ["name", "version", "url"] as const;
const WITH_REVISION = z.looseObject({ revision: REVISION });

const createChecks = checksOf("configPolicyCreate", consentApi("POST /config/policy/"), [
  positive("policy-create", "A policy is created with its first revision, and read back", async (context) => {
    const { policy, revision, exchange } = await makePolicy(context);
    expectPolicy(exchange, { policy, revision }, describePolicy(context));
    expectEqual(revision["predecessorHash"], undefined, "predecessorHash of the first revision", exchange);
    await expectPolicyKept(context, policy);
  }),
  ...refusalsOf({
    ...{ id: "policy-create", what: "a policy", name: "policy", required: REQUIRED },
    prepare: async (context) => ({
      request: { method: "POST", path: "/config/policy/" },
      content: describePolicy(context),
    }),
  }),
]);

const updateChecks = checksOf("configPolicyUpdate", consentApi(`PUT ${ONE}`), [
  positive(
    "policy-update",
    "An updated policy has a new revision that follows the one before",
    async (context) => {
      const { policy, revision } = await makePolicy(context);
      const changes = { name: `Changed ${context.mark}`, dataRetentionPeriodDays: 30 };
      const { body, exchange } = await updatePolicy(context, policy, changes);
      expectPolicy(exchange, body, { ...policy, ...changes });
      expectFollows(exchange, body.revision, revision);
      await expectPolicyKept(context, { ...policy, ...changes });
    },
  ),
  positive(
    "policy-update-agreements",
    "What is agreed under a policy does not change when the policy is updated",
    async (context) => {
      const { policy, agreement } = await makeAgreement(context);
      await updatePolicy(context, policy, { version: "2.0" });
      const { body, exchange } = await must(context, { path: agreementPath(agreement.id) }, WITH_AGREEMENT);
      expectMatches(body.dataAgreement["policy"], policy, "the policy of the agreement", exchange);
    },
  ),
  negative("policy-update-unknown", "A policy that there is not is not updated", async (context) => {
    const path = policyPath(noneOf(context));
    const json = { policy: describePolicy(context, { id: noneOf(context) }) };
    expectRefused(await context.http.send({ method: "PUT", path, json }), ...INVALID);
    expectRefused(await context.http.send({ path }), ...INVALID);
  }),
  ...refusalsOf({
    ...{ id: "policy-update", what: "a changed policy", name: "policy", required: REQUIRED },
    prepare: async (context) => {
      const { policy } = await makePolicy(context);
      return {
        request: { method: "PUT", path: policyPath(policy.id) },
        content: { ...policy, version: "2.0" },
        unchanged: () => expectPolicyKept(context, policy),
      };
    },
  }),
]);

const deleteChecks = checksOf("configPolicyDelete", consentApi(`DELETE ${ONE}`), [
  positive("policy-delete", "A deleted policy is gone, and its deletion is a revision", async (context) => {
    const { policy, revision } = await makePolicy(context);
    const path = policyPath(policy.id);
    const { body, exchange } = await must(context, { method: "DELETE", path }, WITH_REVISION);
    expectRevision(exchange, body.revision, { schemaName: "Policy", objectId: policy.id });
    expectFollows(exchange, body.revision, revision);
    expectRefused(await context.http.send({ path }), ...INVALID);
  }),
  negative("policy-delete-in-force", "The policy of an active agreement is not deleted", async (context) => {
    const { policy, agreement } = await makeAgreement(context);
    expectRefused(await context.http.send({ method: "DELETE", path: policyPath(policy.id) }), ...INVALID);
    await expectPolicyKept(context, policy);
    const path = agreementPath(agreement.id);
    const json = { dataAgreement: describeAgreement(context, policy, { id: agreement.id, active: false }) };
    expectStatus(await context.http.send({ method: "PUT", path, json }), 200);
    expectStatus(await context.http.send({ method: "DELETE", path: policyPath(policy.id) }), 200);
  }),
  negative("policy-delete-unknown", "A policy that there is not is not deleted", async (context) =>
    expectRefused(
      await context.http.send({ method: "DELETE", path: policyPath(noneOf(context)) }),
      ...INVALID,
    ),
  ),
]);

/** The checks of writing policies. */
export const policyChecks = [...createChecks, ...updateChecks, ...deleteChecks];
