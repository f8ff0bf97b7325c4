import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { type Answer, defineOperation, type Operation } from "../../../../reference/operation.ts";
import { badRequest } from "../../../../reference/refusal.ts";
import { deriveId } from "../derive-id.ts";
import { beneficiariesBody, payeesBody } from "./bodies.ts";
import type { AdapterContext } from "./context.ts";
import {
  type Beneficiary,
  type FailedCase,
  findBeneficiaries,
  registerBeneficiaries,
  updateBeneficiaries,
} from "./mapper.ts";
import { enqueueNotice } from "./notices.ts";
import { answerOnce, digestOf } from "./requests.ts";
import { shorten } from "./results.ts";

type Change = typeof registerBeneficiaries;
type Body = z.output<typeof beneficiariesBody>;

const PATH = "/identityAccountMapper/beneficiary";

/** The account mapper: GovStack 3.0's routes, and those of 1.x that mean the same. */
export function beneficiaryOperations(context: AdapterContext): Operation[] {
  const responses = { 200: "what was registered", 400: "the request is not as it must be" };
  const change = (id: string, summary: string, method: "POST" | "PUT", path: string, style: ChangeStyle) =>
    defineOperation({
      id,
      summary,
      method,
      path,
      body: beneficiariesBody,
      responses,
      handle: ({ headers, body }) => changeMapper(context, headers, body, style),
    });
  const register = registerBeneficiaries;
  const update = updateBeneficiaries;
  return [
    change("registerBeneficiary", "Register beneficiaries", "POST", PATH, {
      apply: register,
      payeeName: "payeeIdentity",
      version: "3.0",
    }),
    change("updateBeneficiary", "Update beneficiaries", "PUT", PATH, {
      apply: update,
      payeeName: "payeeFunctionalID",
      version: "3.0",
    }),
    change("registerBeneficiary1", "Register beneficiaries (1.x)", "POST", "/register-beneficiary", {
      apply: register,
      payeeName: "PayeeFunctionalID",
      version: "1.x",
    }),
    change("updateBeneficiaryDetails1", "Update beneficiaries (1.x)", "POST", "/update-beneficiary-details", {
      apply: update,
      payeeName: "PayeeFunctionalID",
      version: "1.x",
    }),
    findOne(context),
    findMany(context),
  ];
}

interface ChangeStyle {
  readonly apply: Change;
  /** What a failed case calls the person. */
  readonly payeeName: string;
  readonly version: "1.x" | "3.0";
}

async function changeMapper(
  { store, callers, wake }: AdapterContext,
  headers: Headers,
  body: Body,
  style: ChangeStyle,
): Promise<Answer> {
  const institution = callers.institution(headers) ?? body.sourcebbid;
  if (institution === undefined) throw badRequest("the header X-Registering-Institution-ID is required");
  const callback = callers.callback(headers);
  const { requestid: id, beneficiaries } = body;
  const kind = `${style.apply.name} ${style.version}`;
  const key = { kind, scope: institution, id, digest: digestOf(body) };
  const answer = await store.write((db) =>
    answerOnce(db, key, () => {
      const failed = style.apply(db, institution, beneficiaries);
      if (callback !== undefined) noticeFailed(db, callback, id, failed, style);
      const done = beneficiaries.length - failed.length;
      const description =
        failed.length === 0
          ? `${done} accepted`
          : `${done} accepted, ${failed.length} not: ${failed[0]?.reason}`;
      return envelope(style.version, id, description);
    }),
  );
  wake();
  return answer;
}

/** The acknowledgement of a request: `00`, in the spelling of its version. */
export function envelope(version: "1.x" | "3.0", id: string, description: string, status = 200): Answer {
  const [code, text, request] =
    version === "1.x"
      ? ["ResponseCode", "ResponseDescription", "RequestID"]
      : ["responseCode", "responseDescription", "requestID"];
  return { status, body: { [code]: "00", [text]: description.slice(0, 200), [request]: id } };
}

/** Beneficiary Onboarding Notification, and Beneficiary Upload Callback (3.0). */
function noticeFailed(
  db: DatabaseSync,
  url: string,
  id: string,
  failed: readonly FailedCase[],
  { payeeName }: ChangeStyle,
): void {
  const body = {
    requestID: deriveId("notice", url, id).replaceAll("-", "").slice(0, 12),
    registerRequestID: id,
    numberFailedCases: failed.length,
    failedCases: failed.map(({ request, reason }) => ({
      [payeeName]: request.payee,
      ...(request.bank === undefined ? {} : { bankingInstitutionCode: request.bank }),
      paymentModality: request.modality ?? "",
      failureReason: shorten(reason),
    })),
  };
  enqueueNotice(db, { url, correlation: id, body }, Date.now());
}

function findOne({ store, callers }: AdapterContext): Operation {
  return defineOperation({
    id: "getBeneficiary",
    summary: "Where a beneficiary is paid",
    method: "GET",
    path: "/beneficiary/",
    routes: ["/beneficiary"],
    query: [
      { name: "payeeIdentity", required: true },
      { name: "requestId", required: true },
    ],
    responses: { 200: "the entries", 400: "the request is not as it must be" },
    handle: ({ query, headers }) => {
      const institution = requireInstitution(callers.institution(headers));
      const payee = query.get("payeeIdentity") ?? "";
      const found = store.read((db) => findBeneficiaries(db, institution, [payee]));
      return { status: 200, body: modalities(query.get("requestId") ?? "", found) };
    },
  });
}

function findMany({ store, callers }: AdapterContext): Operation {
  return defineOperation({
    id: "getBeneficiaries",
    summary: "Where beneficiaries are paid",
    method: "PUT",
    path: "/beneficiary",
    body: payeesBody,
    responses: { 200: "the entries", 400: "the request is not as it must be" },
    handle: ({ headers, body }) => {
      const institution = requireInstitution(callers.institution(headers));
      const found = store.read((db) => findBeneficiaries(db, institution, body.payeepartyids));
      return { status: 200, body: modalities(body.requestid, found) };
    },
  });
}

function requireInstitution(institution: string | undefined): string {
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
