import type { CheckContext } from "../../check.ts";
import type { HttpRequest } from "../../http.ts";
import { CAPITAL, expectTaken } from "./answers.ts";
import { callbackUrl } from "./arrivals.ts";
import { type Scene, withContent } from "./body-refusals.ts";
import type { Desk, Entry } from "./mapper.ts";
import { newId } from "./town.ts";

/** The chapter of the routes of 1.x, and a path in it, as a check's section names them. */
export const older = (path: string): string => `1.x, as the sandbox calls it, ${path}`;

/** A request with content, not sent yet. */
export type Content = Scene["request"];

/** Beneficiaries as 1.x names them; the institution is the sender's id. */
export function beneficiaries(
  context: CheckContext,
  path: string,
  desk: Desk,
  entries: readonly Entry[],
): Content {
  return {
    method: "POST",
    path,
    headers: { "X-Callback-URL": callbackUrl(context, "older") },
    json: {
      RequestID: newId(),
      SourceBBID: desk.institution,
      Beneficiaries: entries.map(({ payeeIdentity, paymentModality, financialAddress }) => ({
        PayeeFunctionalID: payeeIdentity,
        PaymentModality: paymentModality,
        FinancialAddress: financialAddress,
      })),
    },
  };
}

/** The id of a request. */
export const idOf = ({ json }: Content): string => (json as { readonly RequestID: string }).RequestID;

/** The path at which beneficiaries are registered. */
export const REGISTER = "/register-beneficiary";

/** Sends a request twice, which must be taken both times. */
export async function sendTwice(context: CheckContext, request: Content): Promise<void> {
  for (const _ of ["first", "again"])
    expectTaken(await context.http.send(request), 200, CAPITAL, idOf(request));
}

/** What all checks of 1.x have in common. */
export const OLDER = { needsSink: true, level: "OPTIONAL" } as const;

/** A fault that all requests of 1.x can have. */
export const longId = {
  id: "long-id",
  title: "A request's id of more than 12 characters is refused",
  changed: (request: Content): HttpRequest => withContent(request, { RequestID: `${newId()}7` }),
};
