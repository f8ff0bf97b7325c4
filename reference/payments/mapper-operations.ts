import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Answer, Call, Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { shorten } from "./batch-result.ts";
import { type Body, defineBody } from "./body.ts";
import { callbackOf, institutionOf, programOf, traceOf } from "./caller.ts";
import { acknowledge, type Version } from "./envelope.ts";
import { MAPPER_HEADERS } from "./headers.ts";
import {
  type BeneficiaryRequest,
  type FailedCase,
  registerBeneficiaries,
  updateBeneficiaries,
} from "./mapper.ts";
import { lookupOperations } from "./mapper-lookup.ts";
import { enqueueNotice } from "./notices.ts";
import { definePayment } from "./payments-operation.ts";
import type { PaymentsServer } from "./payments-server.ts";
import { answerOnce, deriveId, digestOf } from "./requests.ts";
import { MOST_INSTRUCTIONS, text } from "./shapes.ts";

const PATH = "/identityAccountMapper/beneficiary";
const OTHER_PATHS = ["/identity-account-mapper/beneficiary"];
const RESPONSES = { 200: "what was registered", 400: "the request is not as it must be" };

const beneficiary = z
  .object({
    payeeIdentity: text(20).optional(),
    payeeFunctionalID: text(20).optional(),
    paymentModality: z.string().max(2).optional(),
    financialAddress: z.string().trim().max(30).optional(),
    bankingInstitutionCode: z.string().max(11).optional(),
    status: z.enum(["0", "1"]).optional(),
  })
  .refine(
    ({ payeeIdentity, payeeFunctionalID }) => (payeeIdentity ?? payeeFunctionalID) !== undefined,
    "payeeIdentity or payeeFunctionalID is required",
  );

/** Beneficiary Onboarding and Update (3.0), register-beneficiary and update-beneficiary-details (1.x). */
const beneficiaries = defineBody(
  z.object({
    requestID: text(12),
    sourceBBID: text(12).optional(),
    beneficiaries: z.array(beneficiary).min(1).max(MOST_INSTRUCTIONS),
  }),
);

type Beneficiaries = typeof beneficiaries extends Body<infer T> ? T : never;

/** What makes one change of the mapper different from another. */
interface ChangeStyle {
  readonly apply: typeof registerBeneficiaries;
  /** What a failed case calls the person. */
  readonly payeeName: string;
  readonly version: Version;
}

const REGISTER: ChangeStyle = { apply: registerBeneficiaries, payeeName: "payeeIdentity", version: "3.0" };
const UPDATE: ChangeStyle = { apply: updateBeneficiaries, payeeName: "payeeFunctionalID", version: "3.0" };
const OLD = { payeeName: "PayeeFunctionalID", version: "1.x" } as const;

/** The account mapper: GovStack 3.0's routes, and those of 1.x that mean the same. */
export function mapperOperations(server: PaymentsServer): Operation[] {
  const change = (facts: Pick<Operation, "id" | "summary" | "method" | "path">, style: ChangeStyle) =>
    definePayment({
      ...facts,
      ...(facts.path === PATH ? { alsoAt: OTHER_PATHS } : {}),
      body: beneficiaries,
      headers: MAPPER_HEADERS,
      responses: RESPONSES,
      handle: (call) => changeMapper(server, call, style),
    });
  return [
    change(
      { id: "registerBeneficiary", summary: "Register beneficiaries", method: "POST", path: PATH },
      REGISTER,
    ),
    change({ id: "updateBeneficiary", summary: "Update beneficiaries", method: "PUT", path: PATH }, UPDATE),
    change(
      {
        id: "registerBeneficiary1",
        summary: "Register beneficiaries (1.x)",
        method: "POST",
        path: "/register-beneficiary",
      },
      { ...REGISTER, ...OLD },
    ),
    change(
      {
        id: "updateBeneficiaryDetails1",
        summary: "Update beneficiaries (1.x)",
        method: "POST",
        path: "/update-beneficiary-details",
      },
      { ...UPDATE, ...OLD },
    ),
    ...lookupOperations(server),
  ];
}

async function changeMapper(
  { store, settings, wake }: PaymentsServer,
  { headers, body }: Call<Beneficiaries>,
  style: ChangeStyle,
): Promise<Answer> {
  const institution = institutionOf(headers) ?? programOf(headers) ?? body.sourceBBID;
  if (institution === undefined) throw badRequest("the header X-Registering-Institution-ID is required");
  const callback = callbackOf(headers, settings.allowLoopbackTargets);
  const { requestID: id } = body;
  const requests = body.beneficiaries.map(requestOf);
  const key = {
    kind: `${style.apply.name} ${style.version}`,
    scope: institution,
    id,
    digest: digestOf(body),
  };
  const answer = await store.write((db) =>
    answerOnce(db, key, () => {
      const failed = style.apply(db, institution, requests);
      if (callback !== undefined)
        noticeFailed(db, { url: callback, correlation: traceOf(headers, id) }, id, failed, style);
      const done = requests.length - failed.length;
      const description =
        failed.length === 0
          ? `${done} accepted`
          : `${done} accepted, ${failed.length} not: ${failed[0]?.reason}`;
      return acknowledge(style.version, id, description);
    }),
  );
  wake();
  return answer;
}

function requestOf(given: Beneficiaries["beneficiaries"][number]): BeneficiaryRequest {
  return {
    payee: given.payeeIdentity ?? given.payeeFunctionalID ?? "",
    modality: given.paymentModality,
    address: given.financialAddress,
    bank: given.bankingInstitutionCode,
    status: given.status,
  };
}

/** Beneficiary Onboarding Notification, and Beneficiary Upload Callback (3.0). */
function noticeFailed(
  db: DatabaseSync,
  to: { readonly url: string; readonly correlation: string },
  id: string,
  failed: readonly FailedCase[],
  { payeeName }: ChangeStyle,
): void {
  const body = {
    requestID: deriveId(12, "notice", to.url, id),
    registerRequestID: id,
    numberFailedCases: failed.length,
    failedCases: failed.map(({ request, reason }) => ({
      [payeeName]: request.payee,
      ...(request.bank === undefined ? {} : { bankingInstitutionCode: request.bank }),
      paymentModality: request.modality ?? "",
      failureReason: shorten(reason),
    })),
  };
  enqueueNotice(db, { ...to, body }, Date.now());
}
