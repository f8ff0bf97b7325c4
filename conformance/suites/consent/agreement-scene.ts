import type { CheckContext } from "../../check.ts";
import { expectMatches } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { expectRevision } from "./revision.ts";
import { type Agreed, agreementPath, describeAgreement, must, WITH_AGREEMENT } from "./scene.ts";
import type { Agreement, Revision } from "./shapes.ts";

/** The path of one agreement, as the file has it. */
export const ONE = "/config/data-agreement/{dataAgreementId}/";

/** The agreement is as wanted, and its Revision is of it. */
export function expectAgreement(
  exchange: Exchange,
  { dataAgreement, revision }: { readonly dataAgreement: Agreement; readonly revision: Revision },
  wanted: object,
): void {
  expectMatches(dataAgreement, wanted, "the agreement", exchange);
  const of = { schemaName: "DataAgreement", objectId: dataAgreement.id };
  const { purpose } = dataAgreement;
  expectMatches(expectRevision(exchange, revision, of), { purpose }, "what was revisioned", exchange);
}

/** The agreement is what it was. */
export async function expectAgreementKept(context: CheckContext, agreement: Agreement): Promise<void> {
  const { body, exchange } = await must(context, { path: agreementPath(agreement.id) }, WITH_AGREEMENT);
  expectMatches(body.dataAgreement, agreement, "the agreement", exchange);
}

/** Changes an agreement. */
export async function updateAgreement(context: CheckContext, { agreement, policy }: Agreed, changes: object) {
  const json = { dataAgreement: describeAgreement(context, policy, { id: agreement.id, ...changes }) };
  return must(context, { method: "PUT", path: agreementPath(agreement.id), json }, WITH_AGREEMENT);
}
