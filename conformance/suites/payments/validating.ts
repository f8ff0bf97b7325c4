import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectNoBodyOrJson, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";
import { callbackUrl, expectAgain, expectArrival, expectCalls, refuseFirst } from "./arrivals.ts";
import { bodyRefusals, type Scene, withContent, withoutHeader } from "./body-refusals.ts";
import { g2p } from "./mapper.ts";
import { asNumber, expectBalances, FUNDS, newId, openTown, type Town } from "./town.ts";

const notice = z.looseObject({
  clientCorrelationId: z.string().min(1).max(12),
  batchId: z.string().max(50),
  numberOfFailedCases: z.int().min(0),
  failedAccountLookups: z
    .array(z.looseObject({ instructionID: z.string().max(16), failureReason: z.string().min(1).max(100) }))
    .optional(),
});

/** A question about addresses, and the ids under which it is asked. */
interface Question {
  readonly request: Scene["request"];
  readonly correlation: string;
  readonly batchId: string;
  /** Of the instructions, in the order of the addresses. */
  readonly ids: readonly string[];
}

function ask(context: CheckContext, town: Town, addresses: readonly string[], bank = town.bank): Question {
  const [correlation, batchId] = [newId(), newId()];
  const ids = addresses.map((_, n) => `${newId()}0${n}`);
  const request = {
    method: "POST" as const,
    path: "/beneficiaries",
    query: { command: "validate" },
    headers: {
      "X-Client-Correlation-ID": correlation,
      "X-Registering-Institution-ID": newId(),
      "X-Callback-URL": callbackUrl(context, "notifyValidation"),
    },
    json: {
      batchId,
      destinationDFSPID: bank,
      creditInstructions: addresses.map((financialAddress, n) => ({
        instructionID: ids[n],
        financialAddress,
        amount: asNumber(town, 600),
        currency: town.currency,
        narration: "Test payment",
      })),
    },
  };
  return { request, correlation, batchId, ids };
}

async function send(context: CheckContext, { request }: Question): Promise<void> {
  const sent = await context.http.send(request);
  expectStatus(sent, 202);
  expectNoBodyOrJson(sent);
}

async function expectVerdict(
  context: CheckContext,
  question: Question,
  failed: readonly string[],
  receive: typeof expectArrival = expectArrival,
): Promise<void> {
  const { content } = await receive(context, "notifyValidation", notice);
  const { correlation, batchId } = question;
  const wanted = { clientCorrelationId: correlation, batchId, numberOfFailedCases: failed.length };
  expectMatches(content, wanted, "the result of the validation");
  const named = (content.failedAccountLookups ?? []).map(({ instructionID }) => instructionID);
  expectEqual(named, failed, "the addresses that are not valid");
}

async function finds(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const question = ask(context, town, town.addresses);
  await send(context, question);
  await expectVerdict(context, question, []);
  await expectCalls(context, "notifyValidation", 1);
  await expectBalances(context, town, FUNDS);
}

async function findsWrong(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const question = ask(context, town, [town.addresses[0] ?? "", "27990000000"]);
  await send(context, question);
  await expectVerdict(context, question, question.ids.slice(1));
}

async function findsForeign(context: CheckContext): Promise<void> {
  const [town, other] = [await openTown(context), await openTown(context)];
  const question = ask(context, town, [town.addresses[0] ?? ""], town.isOwn ? other.bank : "nobank");
  await send(context, question);
  await expectVerdict(context, question, question.ids);
}

async function answersOnce(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const question = ask(context, town, town.addresses);
  for (const _ of ["first", "again"]) await send(context, question);
  await expectVerdict(context, question, []);
  await expectCalls(context, "notifyValidation", 1);
}

async function refusesAnother(context: CheckContext): Promise<void> {
  const town = await openTown(context);
  const question = ask(context, town, town.addresses);
  await send(context, question);
  await expectVerdict(context, question, []);
  const { json } = ask(context, town, ["27990000000"]).request;
  expectDeclined(await context.http.send({ ...question.request, json }), 409);
  await expectCalls(context, "notifyValidation", 1);
}

async function tellsAgain(context: CheckContext): Promise<void> {
  await refuseFirst(context);
  const town = await openTown(context);
  const question = ask(context, town, [town.addresses[0] ?? "", "27990000000"]);
  await send(context, question);
  await expectVerdict(context, question, question.ids.slice(1), expectAgain);
}

async function opens(context: CheckContext): Promise<Scene> {
  const town = await openTown(context);
  const { request } = ask(context, town, town.addresses);
  return { request, expectNothing: () => expectCalls(context, "notifyValidation", 0) };
}

const unusual = { needsSink: true };
const PATH = "POST /beneficiaries?command=validate";

/** Having addresses validated. */
export const validateChecks = checksOf("validateAddresses", g2p("BulkValidateAccountRequest", PATH), [
  positive("validate", "Addresses are validated, and nobody is paid by it", finds, unusual),
  positive("validate-again", "The same question sent twice is one question", answersOnce, {
    ...unusual,
    level: "RECOMMENDED",
  }),
  negative("validate-another", "Another question under the same id is refused", refusesAnother, {
    ...unusual,
    level: "RECOMMENDED",
  }),
  ...bodyRefusals("validate", opens, [
    {
      id: "without-batch",
      title: "A question about no batch is refused",
      changed: (request) => withContent(request, { batchId: undefined }),
    },
    {
      id: "without-bank",
      title: "A question that does not say whose accounts these are is refused",
      changed: (request) => withContent(request, { destinationDFSPID: undefined }),
    },
    {
      id: "without-addresses",
      title: "A question about no addresses is refused",
      changed: (request) => withContent(request, { creditInstructions: [] }),
    },
    {
      id: "other-command",
      title: "An unknown command is refused",
      changed: (request) => ({ ...request, query: { command: "guess" } }),
    },
    {
      id: "without-correlation",
      title: "A question without an id of its sender is refused",
      changed: (request) => withoutHeader(request, "X-Client-Correlation-ID", "X-Correlation-ID"),
    },
    {
      id: "without-institution",
      title: "A question that does not say who asks is refused",
      changed: (request) => withoutHeader(request, "X-Registering-Institution-ID"),
    },
  ]),
]);

/** Telling which addresses are not valid. */
export const validationNoticeChecks = checksOf(
  "notifyValidation",
  g2p("BulkValidateAccountResponse", "POST /callback"),
  [
    positive("validated", "Who asked is told that all addresses are valid", finds),
    positive("validated-wrong", "Who asked is told which address does not exist, and why", findsWrong),
    positive("validated-foreign", "An address of another institution is not valid", findsForeign),
    positive("validated-again", "A result that could not be taken is sent again", tellsAgain),
  ],
  unusual,
);
