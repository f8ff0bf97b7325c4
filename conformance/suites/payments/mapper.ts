import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { expectTaken, SMALL } from "./answers.ts";
import { callbackUrl } from "./arrivals.ts";
import { newId } from "./town.ts";

/** A file of the G2P API, and a path in it, as a check's section names them. */
export const g2p = (file: string, path: string): string => `G2P_API_YAMLs_${file}.yml, ${path}`;

/** The path at which beneficiaries are registered and changed. */
export const MAPPER = "/identityAccountMapper/beneficiary";

/** Where a person is paid. */
export interface Entry {
  readonly payeeIdentity: string;
  /** 00 bank account, 01 mobile money, 02 voucher, 03 wallet, 04 proxy. */
  readonly paymentModality: string;
  readonly financialAddress: string;
  readonly bankingInstitutionCode?: string;
}

/** A ministry's desk in one check: the institution that it registers beneficiaries for. */
export interface Desk {
  readonly institution: string;
  /** Sends a request under the institution, its result going to the address of this operation. */
  send(method: "POST" | "PUT", json: unknown, operation: string): Promise<Exchange>;
  /** The same as a request that is not sent yet. */
  request(method: "POST" | "PUT", json: unknown, operation: string): HttpRequest & { readonly json: unknown };
}

/** The n-th person of a check, from 0 on: 20 characters with the check's mark, as long as an identity may be. */
export const payee = (context: CheckContext, n: number): string => `${context.mark.slice(0, -2)}0${n}`;

/** The n-th person's entry: mobile money, at a number of nobody. */
export const entryOf = (context: CheckContext, n: number, address = `279900000${n}${n}`): Entry => ({
  payeeIdentity: payee(context, n),
  paymentModality: "01",
  financialAddress: address,
});

/** Opens a desk under an institution's name that nobody has used before. */
export function openDesk(context: CheckContext): Desk {
  const institution = newId();
  const request: Desk["request"] = (method, json, operation) => ({
    method,
    path: MAPPER,
    headers: {
      "X-Registering-Institution-ID": institution,
      "X-Callback-URL": callbackUrl(context, operation),
    },
    json,
  });
  return {
    institution,
    request,
    send: (method, json, operation) => context.http.send(request(method, json, operation)),
  };
}

/** The content of a registration, in the file's spelling. */
export const registration = (RequestID: string, entries: readonly Entry[]) => ({
  RequestID,
  Beneficiaries: entries.map(({ payeeIdentity, paymentModality, financialAddress }) => ({
    payeeIdentity,
    PaymentModality: paymentModality,
    FinancialAddress: financialAddress,
  })),
});

/** The content of a change, in the file's spelling. */
export const change = (requestID: string, desk: Desk, beneficiaries: readonly object[]) => ({
  requestID,
  sourceBBID: desk.institution,
  beneficiaries,
});

/** Registers persons, and has them struck off the list of those who may be paid when the check is over. */
export async function register(
  context: CheckContext,
  desk: Desk,
  entries: readonly Entry[],
): Promise<Exchange> {
  const id = newId();
  strikeOff(context, desk, entries);
  const sent = await desk.send("POST", registration(id, entries), "notifyRegistration");
  expectTaken(sent, 200, SMALL, id);
  return sent;
}

/** When the check is over, nobody of these may be paid any more: the mapper forgets nobody. */
export function strikeOff(
  context: CheckContext,
  desk: Desk,
  entries: readonly Pick<Entry, "payeeIdentity">[],
): void {
  context.cleanUp(async () => {
    const beneficiaries = entries.map(({ payeeIdentity }) => ({ payeeIdentity, status: "0" }));
    const json = change(newId(), desk, beneficiaries);
    expectStatus(await context.http.send({ method: "PUT", path: MAPPER, json }), 200);
  });
}

const modalities = z.looseObject({
  requestId: z.string(),
  paymentModalityList: z.array(
    z.looseObject({
      payeeIdentity: z.string(),
      paymentModality: z.string(),
      financialAddress: z.string(),
      bankingInstitutionCode: z.string().optional(),
    }),
  ),
});

/** An address of 20 characters, as the look-ups' files have it at most. The answer comes at once, and nothing there. */
const NOWHERE = "https://sink.invalid";

/** Asks where persons are paid, each by its own file's operation. */
export function lookUp(
  context: CheckContext,
  institution: string,
  payees: readonly string[],
  requestId = newId(),
): Promise<Exchange> {
  const headers = { registeringInstitutionId: institution, "X-Callback_URL": NOWHERE };
  const [payeeIdentity = ""] = payees;
  return context.http.send(
    payees.length === 1
      ? { path: "/beneficiary/", query: { payeeIdentity, requestId }, headers }
      : { method: "PUT", path: "/beneficiary", json: { requestId, payeePartyIds: payees }, headers },
  );
}

/** A look-up's answer has exactly these entries, and echoes the request's id where one is given. */
export function expectEntries(found: Exchange, entries: readonly Entry[], requestId?: string): void {
  expectStatus(found, 200);
  const answer = expectShape(found, modalities);
  if (requestId !== undefined) expectEqual(answer.requestId, requestId, "the id of the request", found);
  const list = answer.paymentModalityList;
  expectEqual(list.length, entries.length, "the number of entries", found);
  for (const wanted of entries) {
    const own = list.find(({ payeeIdentity }) => payeeIdentity === wanted.payeeIdentity);
    expectMatches(own, wanted, "the entry of a beneficiary", found);
  }
}

/** The institution has exactly these entries for these persons, one after the other. */
export async function expectRegistered(
  context: CheckContext,
  { institution }: Desk,
  entries: readonly Entry[],
): Promise<void> {
  for (const entry of entries)
    expectEntries(await lookUp(context, institution, [entry.payeeIdentity]), [entry]);
}

/** The institution has nobody of that name. Only 200 is documented; 404 says the same. */
export async function expectUnregistered(
  context: CheckContext,
  institution: string,
  identity: string,
): Promise<void> {
  const found = await lookUp(context, institution, [identity]);
  expectStatus(found, 200, 404);
  if (found.status === 200) expectEntries(found, []);
}
