import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectShape, expectStatus } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { asIndividual } from "./fixtures.ts";
import {
  AGREEMENT,
  type Agreement,
  type ConsentRecord,
  INDIVIDUAL,
  type Individual,
  POLICY,
  type Policy,
  RECORD,
  REVISION,
  type Revision,
} from "./shapes.ts";

/** The file of the API, and a path in it, as a check's section names them. */
export const consentApi = (path: string): string => `consent-openapi.yaml, ${path}`;

/** The statuses with which what is wrong with a call may be refused (docs/adr/0015). */
export const INVALID = [400, 404, 405, 409, 410, 415, 422] as const;

/** An id that nothing has. */
export const noneOf = ({ mark }: CheckContext): string => `${mark}-none`;

/** Answers that hold one thing and its Revision. */
export const WITH_POLICY = z.looseObject({ policy: POLICY, revision: REVISION });
/** The same of an agreement. */
export const WITH_AGREEMENT = z.looseObject({ dataAgreement: AGREEMENT, revision: REVISION });
/** The same of a record. */
export const WITH_RECORD = z.looseObject({ consentRecord: RECORD, revision: REVISION });
/** An answer that holds an individual. */
export const WITH_INDIVIDUAL = z.looseObject({ individual: INDIVIDUAL });

/** Sends a request that must be answered 200 in this shape. */
export async function must<T>(
  context: CheckContext,
  request: HttpRequest,
  shape: z.ZodType<T>,
): Promise<{ readonly body: T; readonly exchange: Exchange }> {
  const exchange = await context.http.send(request);
  expectStatus(exchange, 200);
  return { body: expectShape(exchange, shape), exchange };
}

/** A policy of this check's own, with every field of the file but the id. */
export function describePolicy({ mark }: CheckContext, changes: object = {}): Record<string, unknown> {
  return {
    name: `Policy ${mark}`,
    version: "1.0",
    url: `https://policies.example/${mark}/1.0`,
    jurisdiction: "Utopia",
    industrySector: "Public sector",
    dataRetentionPeriodDays: 365,
    geographicRestriction: "Utopia",
    storageLocation: "Utopia",
    ...changes,
  };
}

/** An agreement of this check's own, active and forgettable, with every settled field of the file but the id. */
export function describeAgreement(
  { mark }: CheckContext,
  policy: Policy,
  changes: object = {},
): Record<string, unknown> {
  return {
    version: "1.0",
    controller: { id: `${mark}-controller`, name: "Ministry of Tests", url: "https://tests.example/" },
    policy: { ...policy },
    purpose: `Purpose ${mark}`,
    lawfulBasis: "consent",
    dataUse: "data_source",
    dpia: `https://dpia.example/${mark}`,
    active: true,
    forgettable: true,
    lifecycle: { id: "complete", name: "Complete" },
    ...changes,
  };
}

/** Creates a policy that is gone after the check. */
export async function makePolicy(
  context: CheckContext,
  changes: object = {},
): Promise<{ readonly policy: Policy; readonly revision: Revision; readonly exchange: Exchange }> {
  const json = { policy: describePolicy(context, changes) };
  const { body, exchange } = await must(
    context,
    { method: "POST", path: "/config/policy/", json },
    WITH_POLICY,
  );
  context.cleanUp(async () => {
    await context.http.send({ method: "DELETE", path: policyPath(body.policy.id) });
  });
  return { policy: body.policy, revision: body.revision, exchange };
}

/** An agreement, its Revision and its policy. */
export interface Agreed {
  readonly policy: Policy;
  readonly agreement: Agreement;
  readonly revision: Revision;
  readonly exchange: Exchange;
}

/** Creates an agreement under a policy of its own; both are gone after the check. */
export async function makeAgreement(context: CheckContext, changes: object = {}): Promise<Agreed> {
  const { policy } = await makePolicy(context);
  const json = { dataAgreement: describeAgreement(context, policy, changes) };
  const request = { method: "POST", path: "/config/data-agreement/", json } as const;
  const { body, exchange } = await must(context, request, WITH_AGREEMENT);
  context.cleanUp(async () => {
    await context.http.send({ method: "DELETE", path: agreementPath(body.dataAgreement.id) });
  });
  return { policy, agreement: body.dataAgreement, revision: body.revision, exchange };
}

/** An individual of this check's own, with every field of the file but the id. */
export function describeIndividual({ mark }: CheckContext, changes: object = {}): Record<string, unknown> {
  return {
    externalId: `${mark}-person`,
    externalIdType: "functional id",
    identityProviderId: `${mark}-provider`,
    ...changes,
  };
}

/** Creates an individual. It stays, for the file has no way to remove one; its consents are gone after the check. */
export async function makeIndividual(
  context: CheckContext,
  side: "config" | "service" = "service",
  changes: object = {},
): Promise<Individual> {
  const json = { individual: describeIndividual(context, changes) };
  const request = { method: "POST", path: `/${side}/individual/`, json } as const;
  const { individual } = (await must(context, request, WITH_INDIVIDUAL)).body;
  context.cleanUp(() => forget(context, individual));
  return individual;
}

/** Removes the consents of an individual. */
export async function forget(context: CheckContext, { id }: Individual): Promise<void> {
  const headers = asIndividual(context, id);
  await context.http.send({ method: "DELETE", path: "/service/individual/record/", headers });
}

/** A person's consent and all that it is about. */
export interface Given extends Agreed {
  readonly individual: Individual;
  readonly record: ConsentRecord;
  readonly recordRevision: Revision;
}

/** Asks for a consent to be recorded. */
export function sendConsent(
  context: CheckContext,
  individualId: string,
  agreementId: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Exchange> {
  return context.http.send({
    method: "POST",
    path: byAgreement(agreementId),
    query: { individualId, ...query },
    headers: asIndividual(context, individualId),
  });
}

/** Has a new individual consent to a new agreement. */
export async function makeConsent(context: CheckContext, changes: object = {}): Promise<Given> {
  const agreed = await makeAgreement(context, changes);
  const individual = await makeIndividual(context);
  const exchange = await sendConsent(context, individual.id, agreed.agreement.id);
  expectStatus(exchange, 200);
  const { consentRecord, revision } = expectShape(exchange, WITH_RECORD);
  return { ...agreed, individual, record: consentRecord, recordRevision: revision, exchange };
}

/** Asks for a person's word to be changed. */
export function sendChange(
  context: CheckContext,
  { record, individual }: Pick<Given, "record" | "individual">,
  changes: object,
): Promise<Exchange> {
  return context.http.send({
    method: "PUT",
    path: `${RECORDS}${record.id}/`,
    headers: asIndividual(context, individual.id),
    json: { consentRecord: { ...record, ...changes } },
  });
}

/** The path of the records of individuals. */
export const RECORDS = "/service/individual/record/consent-record/";
/** The path of a policy. */
export const policyPath = (id: string): string => `/config/policy/${encodeURIComponent(id)}/`;
/** The path of an agreement. */
export const agreementPath = (id: string): string => `/config/data-agreement/${encodeURIComponent(id)}/`;
/** The path of a person's consent to an agreement. */
export const byAgreement = (id: string): string =>
  `/service/individual/record/data-agreement/${encodeURIComponent(id)}/`;
