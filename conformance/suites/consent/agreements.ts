import { z } from "zod";
import { expectEqual, expectMatches, expectRefused } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectAgreement, expectAgreementKept, ONE, updateAgreement } from "./agreement-scene.ts";
import { refusalsOf } from "./refusals.ts";
import { expectFollows, expectRevision } from "./revision.ts";
import {
  agreementPath,
  consentApi,
  describeAgreement,
  INVALID,
  makeAgreement,
  makeConsent,
  makePolicy,
  must,
  noneOf,
} from "./scene.ts";
import { RECORD, REVISION } from "./shapes.ts";

const REQUIRED = ["version", "purpose", "lawfulBasis", "dpia"] as const;
const WITH_REVISION = z.looseObject({ revision: REVISION });

const createChecks = checksOf("configDataAgreementCreate", consentApi("POST /config/data-agreement/"), [
  positive(
    "agreement-create",
    "An agreement is created under its policy with its first revision, and read back",
    async (context) => {
      const { policy, agreement, revision, exchange } = await makeAgreement(context);
      expectAgreement(exchange, { dataAgreement: agreement, revision }, describeAgreement(context, policy));
      expectEqual(revision["predecessorHash"], undefined, "predecessorHash of the first revision", exchange);
      await expectAgreementKept(context, agreement);
    },
  ),
  negative("agreement-create-unlawful", "An agreement on no lawful basis is refused", async (context) => {
    const { policy } = await makePolicy(context);
    for (const changes of [{ lawfulBasis: "curiosity" }, { dataUse: "resale" }, { active: "yes" }]) {
      const json = { dataAgreement: describeAgreement(context, policy, changes) };
      const answer = await context.http.send({ method: "POST", path: "/config/data-agreement/", json });
      expectRefused(answer, ...INVALID);
    }
  }),
  negative(
    "agreement-create-policy",
    "An agreement under a policy that there is not is refused",
    async (context) => {
      const json = {
        dataAgreement: describeAgreement(context, (await makePolicy(context)).policy, {
          policy: { id: noneOf(context) },
        }),
      };
      expectRefused(
        await context.http.send({ method: "POST", path: "/config/data-agreement/", json }),
        ...INVALID,
      );
    },
  ),
  ...refusalsOf({
    ...{ id: "agreement-create", what: "an agreement", name: "dataAgreement", required: REQUIRED },
    prepare: async (context) => ({
      request: { method: "POST", path: "/config/data-agreement/" },
      content: describeAgreement(context, (await makePolicy(context)).policy),
    }),
  }),
]);

const updateChecks = checksOf("configDataAgreementUpdate", consentApi(`PUT ${ONE}`), [
  positive(
    "agreement-update",
    "An updated agreement has a new revision that follows the one before",
    async (context) => {
      const agreed = await makeAgreement(context);
      const changes = { purpose: `Changed ${context.mark}`, dataUse: "data_using_service" };
      const { body, exchange } = await updateAgreement(context, agreed, changes);
      expectAgreement(exchange, body, { ...agreed.agreement, ...changes });
      expectFollows(exchange, body.revision, agreed.revision);
      await expectAgreementKept(context, { ...agreed.agreement, ...changes });
    },
  ),
  positive(
    "agreement-update-consents",
    "A consent stays what the individual agreed to when the agreement is updated",
    async (context) => {
      const given = await makeConsent(context);
      await updateAgreement(context, given, { purpose: "Something else" });
      const path = `/service/verification/consent-record/${given.record.id}/`;
      const { body, exchange } = await must(context, { path }, z.looseObject({ consentRecord: RECORD }));
      const { dataAgreementRevisionHash } = given.record;
      expectMatches(body.consentRecord, { dataAgreementRevisionHash }, "the consent record", exchange);
      expectMatches(
        body.consentRecord.dataAgreement,
        { purpose: given.agreement.purpose },
        "what was agreed to",
        exchange,
      );
    },
  ),
  negative("agreement-update-unknown", "An agreement that there is not is not updated", async (context) => {
    const { policy } = await makePolicy(context);
    const path = agreementPath(noneOf(context));
    const json = { dataAgreement: describeAgreement(context, policy, { id: noneOf(context) }) };
    expectRefused(await context.http.send({ method: "PUT", path, json }), ...INVALID);
    expectRefused(await context.http.send({ path }), ...INVALID);
  }),
  ...refusalsOf({
    ...{ id: "agreement-update", what: "a changed agreement", name: "dataAgreement", required: REQUIRED },
    prepare: async (context) => {
      const { agreement } = await makeAgreement(context);
      return {
        request: { method: "PUT", path: agreementPath(agreement.id) },
        content: { ...agreement, purpose: "Something else" },
        unchanged: () => expectAgreementKept(context, agreement),
      };
    },
  }),
]);

const deleteChecks = checksOf("configDataAgreementDelete", consentApi(`DELETE ${ONE}`), [
  positive(
    "agreement-delete",
    "A deleted agreement is gone, and its deletion is a revision",
    async (context) => {
      const { agreement, revision } = await makeAgreement(context);
      const path = agreementPath(agreement.id);
      const { body, exchange } = await must(context, { method: "DELETE", path }, WITH_REVISION);
      expectRevision(exchange, body.revision, { schemaName: "DataAgreement", objectId: agreement.id });
      expectFollows(exchange, body.revision, revision);
      expectRefused(await context.http.send({ path }), ...INVALID);
    },
  ),
  negative("agreement-delete-unknown", "An agreement that there is not is not deleted", async (context) =>
    expectRefused(
      await context.http.send({ method: "DELETE", path: agreementPath(noneOf(context)) }),
      ...INVALID,
    ),
  ),
]);

/** The checks of writing data agreements. */
export const agreementChecks = [...createChecks, ...updateChecks, ...deleteChecks];
