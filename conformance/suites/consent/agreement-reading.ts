import { z } from "zod";
import { expectEqual, expectMatches, expectRefused, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectAgreement, ONE, updateAgreement } from "./agreement-scene.ts";
import { expectListed, expectNotListed, expectPaged, type Listing, pageChecks } from "./listing.ts";
import { expectFollows } from "./revision.ts";
import { agreementPath, consentApi, INVALID, makeAgreement, must, noneOf } from "./scene.ts";
import { AGREEMENT, type Agreement, REVISION, type Revision } from "./shapes.ts";

const READ = { effect: "read" } as const;

/** A way to read one agreement. `revised`: with its Revision. */
function readChecks(operation: string, id: string, template: string, revised: boolean) {
  const pathOf = (agreementId: string) =>
    template.replace("{dataAgreementId}", encodeURIComponent(agreementId));
  const shape = z.looseObject({
    dataAgreement: AGREEMENT,
    ...(revised ? { revision: REVISION } : {}),
  }) as unknown as z.ZodType<{ readonly dataAgreement: Agreement; readonly revision?: Revision }>;
  return checksOf(operation, consentApi(`GET ${template}`), [
    positive(id, "An agreement is read as it is, and as it becomes", async (context) => {
      const agreed = await makeAgreement(context);
      const path = pathOf(agreed.agreement.id);
      const before = await must(context, { path }, shape);
      expectMatches(before.body.dataAgreement, agreed.agreement, "the agreement", before.exchange);
      const changed = await updateAgreement(context, agreed, { purpose: `Changed ${context.mark}` });
      const { body, exchange } = await must(context, { path }, shape);
      const { dataAgreement, revision } = body;
      expectMatches(dataAgreement, changed.body.dataAgreement, "the agreement", exchange);
      if (revision === undefined) return;
      expectAgreement(exchange, { dataAgreement, revision }, changed.body.dataAgreement);
      expectFollows(exchange, revision, agreed.revision);
      expectEqual(revision.id, changed.body.revision.id, "the id of the latest revision", exchange);
    }),
    negative(
      `${id}-unknown`,
      "An agreement that there is not is refused",
      async (context) =>
        expectRefused(await context.http.send({ path: pathOf(noneOf(context)) }), ...INVALID),
      READ,
    ),
  ]);
}

/** A list of agreements. */
function listChecks(operation: string, id: string, path: string, name: string) {
  const listing: Listing = { path, name, item: AGREEMENT };
  return checksOf(operation, consentApi(`GET ${path}`), [
    positive(id, "Agreements are listed as they are, and deleted ones are not", async (context) => {
      const [first, second] = [await makeAgreement(context), await makeAgreement(context, { dpia: "2" })];
      await expectListed(context, listing, [first.agreement, second.agreement]);
      const changed = await updateAgreement(context, second, { purpose: "Something else" });
      const gone = await context.http.send({ method: "DELETE", path: agreementPath(first.agreement.id) });
      expectStatus(gone, 200);
      await expectListed(context, listing, [changed.body.dataAgreement]);
      if (!path.startsWith("/audit/")) await expectNotListed(context, listing, first.agreement.id);
    }),
    positive(
      `${id}-pages`,
      "The list of agreements is cut in pages",
      async (context) => {
        const [first, second] = [await makeAgreement(context), await makeAgreement(context, { dpia: "2" })];
        await expectPaged(context, listing, [first.agreement, second.agreement]);
      },
      { exclusive: true },
    ),
    ...pageChecks(id, listing),
  ]);
}

/** The checks of reading data agreements. */
export const agreementReadingChecks = [
  ...readChecks("configDataAgreementRead", "agreement-read", ONE, true),
  ...readChecks(
    "serviceDataAgreementRead",
    "service-agreement-read",
    "/service/data-agreement/{dataAgreementId}/",
    true,
  ),
  ...readChecks(
    "auditDataAgreementRead",
    "audit-agreement-read",
    "/audit/data-agreement/{dataAgreementId}/",
    false,
  ),
  // Its list has this name in the file.
  ...listChecks("configDataAgreementList", "agreement-list", "/config/data-agreements/", "dataAgreement"),
  ...listChecks(
    "serviceVerificationDataAgreementList",
    "verification-agreement-list",
    "/service/verification/data-agreements/",
    "dataAgreements",
  ),
  ...listChecks(
    "auditDataAgreementList",
    "audit-agreement-list",
    "/audit/data-agreements/",
    "dataAgreements",
  ),
];
