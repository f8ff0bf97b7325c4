import type { CheckContext } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";
import { bodyRefusals, type Scene, withContent, withoutHeader } from "./body-refusals.ts";
import { changes } from "./changing.ts";
import {
  type Desk,
  type Entry,
  entryOf,
  expectEntries,
  expectRegistered,
  expectUnregistered,
  g2p,
  lookUp,
  openDesk,
  payee,
  register,
} from "./mapper.ts";
import { newId } from "./town.ts";

async function openWithTwo(
  context: CheckContext,
): Promise<{ readonly desk: Desk; readonly entries: readonly Entry[] }> {
  const desk = openDesk(context);
  const bank = { paymentModality: "00", financialAddress: "DE02120300000000202051" };
  const entries = [entryOf(context, 0), { ...entryOf(context, 1), ...bank }];
  await register(context, desk, entries);
  return { desk, entries };
}

async function findsOne(context: CheckContext): Promise<void> {
  const { desk, entries } = await openWithTwo(context);
  for (const entry of entries) {
    const id = newId();
    expectEntries(await lookUp(context, desk.institution, [entry.payeeIdentity], id), [entry], id);
  }
}

async function findsChanged(context: CheckContext): Promise<void> {
  const { desk, entries } = await openWithTwo(context);
  const [entry] = entries;
  if (entry === undefined) return;
  const id = newId();
  const changed = { ...entry, financialAddress: "27990000055", bankingInstitutionCode: "TESTBANKXXX" };
  expectEntries(await lookUp(context, desk.institution, [entry.payeeIdentity], id), [entry], id);
  await changes(desk, [changed]);
  expectEntries(await lookUp(context, desk.institution, [entry.payeeIdentity], id), [changed], id);
}

async function findsNobody(context: CheckContext): Promise<void> {
  await expectUnregistered(context, newId(), payee(context, 0));
}

async function takesOtherNames(
  context: CheckContext,
  payees: (entries: readonly Entry[]) => readonly Entry[],
) {
  const { desk, entries } = await openWithTwo(context);
  const wanted = payees(entries);
  const identities = wanted.map(({ payeeIdentity }) => payeeIdentity);
  const headers = {
    "X-Registering-Institution-ID": desk.institution,
    "X-Callback-URL": "https://sink.invalid",
  };
  const requestId = newId();
  const request: HttpRequest =
    identities.length === 1
      ? { path: "/beneficiary/", query: { payeeIdentity: identities[0] ?? "", requestId }, headers }
      : { method: "PUT", path: "/beneficiary", json: { requestId, payeePartyIds: identities }, headers };
  expectEntries(await context.http.send(request), wanted, requestId);
}

async function refusesQuestions(context: CheckContext): Promise<void> {
  const headers = { registeringInstitutionId: newId(), "X-Callback_URL": "https://sink.invalid" };
  const [payeeIdentity, requestId] = [payee(context, 0), newId()];
  const ask = async (query: Record<string, string>, given: HttpRequest["headers"] = headers) =>
    expectDeclined(await context.http.send({ path: "/beneficiary/", query, headers: given }));
  await ask({ requestId });
  await ask({ payeeIdentity });
  await ask({ payeeIdentity, requestId }, {});
}

/** Seeing where one beneficiary is paid. */
export const lookUpOneChecks = checksOf("getBeneficiary", g2p("AccountLookup", "GET /beneficiary/"), [
  positive("look-up", "A beneficiary is found with all that is known", findsOne, { needsSink: true }),
  positive("look-up-changed", "What was changed is seen at once", findsChanged, { needsSink: true }),
  positive(
    "look-up-other-names",
    "The headers are also taken as the other files of the account mapper call them",
    (context) => takesOtherNames(context, (entries) => entries.slice(0, 1)),
    { needsSink: true, level: "RECOMMENDED" },
  ),
  negative("look-up-unknown", "Somebody unknown is not found", findsNobody, { effect: "read" }),
  negative(
    "look-up-incomplete",
    "A question about nobody, without an id or by nobody is refused",
    refusesQuestions,
    {
      effect: "read",
    },
  ),
]);

async function findsMany(context: CheckContext): Promise<void> {
  const { desk, entries } = await openWithTwo(context);
  const id = newId();
  const asked = [...entries.map(({ payeeIdentity }) => payeeIdentity), payee(context, 9)];
  expectEntries(await lookUp(context, desk.institution, asked, id), entries, id);
  const strangers = await lookUp(context, newId(), asked);
  expectStatus(strangers, 200, 404);
  if (strangers.status === 200) expectEntries(strangers, []);
}

async function opensQuestion(context: CheckContext): Promise<Scene> {
  const { desk, entries } = await openWithTwo(context);
  const payeePartyIds = entries.map(({ payeeIdentity }) => payeeIdentity);
  return {
    request: {
      method: "PUT",
      path: "/beneficiary",
      headers: { registeringInstitutionId: desk.institution, "X-Callback_URL": "https://sink.invalid" },
      json: { requestId: newId(), payeePartyIds },
    },
    expectNothing: () => expectRegistered(context, desk, entries),
  };
}

/** Seeing where several beneficiaries are paid. */
export const lookUpManyChecks = checksOf("getBeneficiaries", g2p("BulkAccountLookup", "PUT /beneficiary"), [
  positive("look-up-many", "Those who are registered are found, and nobody else", findsMany, {
    needsSink: true,
  }),
  positive(
    "look-up-many-other-names",
    "The headers are also taken as the other files of the account mapper call them",
    (context) => takesOtherNames(context, (entries) => entries),
    { needsSink: true, level: "RECOMMENDED" },
  ),
  ...bodyRefusals("look-up-many", opensQuestion, [
    {
      id: "long-id",
      title: "A request's id of more than 12 characters is refused",
      changed: (request) => withContent(request, { requestId: `${newId()}7` }),
    },
    {
      id: "without-institution",
      title: "A question that does not say whose it is is refused",
      changed: (request) => withoutHeader(request, "registeringInstitutionId"),
    },
  ]),
]);
