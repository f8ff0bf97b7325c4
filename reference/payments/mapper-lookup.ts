import { z } from "zod";
import { defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { defineBody } from "./body.ts";
import { institutionOf, programOf } from "./caller.ts";
import { MAPPER_HEADERS } from "./headers.ts";
import { type Beneficiary, findBeneficiaries } from "./mapper.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { MOST_INSTRUCTIONS, text } from "./shapes.ts";

/** Single Beneficiary Payment Status Check (3.0). */
const payees = defineBody(
  z.object({ requestId: text(12), payeePartyIds: z.array(text(20)).min(1).max(MOST_INSTRUCTIONS) }),
);

/** Who asks where persons are paid, one or many. */
export function lookupOperations(server: PaymentsServer): Operation[] {
  return [findOne(server), findMany(server)];
}

function findOne({ store }: PaymentsServer): Operation {
  return defineOperation({
    id: "getBeneficiary",
    summary: "Where a beneficiary is paid",
    method: "GET",
    path: "/beneficiary/",
    routes: ["/beneficiary"],
    headers: MAPPER_HEADERS,
    query: [
      { name: "payeeIdentity", required: true },
      { name: "requestId", required: true },
    ],
    responses: { 200: "the entries", 400: "the request is not as it must be" },
    handle: ({ query, headers }) => {
      const institution = requireInstitution(headers);
      const payee = query.get("payeeIdentity") ?? "";
      const found = store.read((db) => findBeneficiaries(db, institution, [payee]));
      return { status: 200, body: modalities(query.get("requestId") ?? "", found) };
    },
  });
}

function findMany({ store }: PaymentsServer): Operation {
  return definePayment({
    id: "getBeneficiaries",
    summary: "Where beneficiaries are paid",
    method: "PUT",
    path: "/beneficiary",
    body: payees,
    headers: MAPPER_HEADERS,
    responses: { 200: "the entries", 400: "the request is not as it must be" },
    handle: ({ headers, body }) => {
      const institution = requireInstitution(headers);
      const found = store.read((db) => findBeneficiaries(db, institution, body.payeePartyIds));
      return { status: 200, body: modalities(body.requestId, found) };
    },
  });
}

function requireInstitution(headers: Headers): string {
  const institution = institutionOf(headers) ?? programOf(headers);
  if (institution === undefined) throw badRequest("the header registeringInstitutionId is required");
  return institution;
}

function modalities(requestId: string, found: readonly Beneficiary[]): unknown {
  return {
    requestId,
    paymentModalityList: found.map(({ payee, modality, address, bank }) => ({
      payeeIdentity: payee,
      paymentModality: modality,
      financialAddress: address,
      ...(bank === null ? {} : { bankingInstitutionCode: bank }),
    })),
  };
}
