import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";
import { callbackUrl, expectAgain, expectArrival, expectCalls, refuseFirst } from "./arrivals.ts";
import { awaitEnd, describeBatch, handOver, toAddress } from "./batch.ts";
import { bodyRefusals, type Scene, withContent, withoutHeader } from "./body-refusals.ts";
import { g2p } from "./mapper.ts";
import { asNumber, expectBalances, FUNDS, newId, openTown, type Town } from "./town.ts";

const AMOUNT = 1250;

const notice = z.looseObject({
  clientCorrelationId: z.string().min(1).max(12),
  status: z.enum(["Y", "N"]),
  reason: z.string().min(1).max(100).optional(),
});
const accepted = z.looseObject({ message: z.string().min(1) });

/** A batch that was handed over, and the question whether it has its funds. */
interface Question {
  readonly town: Town;
  readonly tenant: string;
  readonly batchId: string;
  readonly correlation: string;
  readonly request: Scene["request"];
}

async function openQuestion(context: CheckContext, funds?: number): Promise<Question> {
  const town = await openTown(context, funds === undefined ? {} : { funds });
  const batch = describeBatch(context, town, [toAddress(town, 0, AMOUNT)]);
  const batchId = await handOver(context, batch);
  const correlation = newId();
  const request = {
    method: "POST" as const,
    path: `/batches/${encodeURIComponent(batchId)}`,
    query: { command: "authorize" },
    headers: {
      "X-Client-Correlation-ID": correlation,
      "X-Callback-URL": callbackUrl(context, "notifyAuthorization"),
    },
    json: {
      batchID: batchId,
      payerIdentifier: town.account,
      currency: town.currency,
      amount: asNumber(town, AMOUNT),
    },
  };
  return { town, tenant: batch.tenant, batchId, correlation, request };
}

async function send(context: CheckContext, request: Scene["request"]): Promise<void> {
  const sent = await context.http.send(request);
  expectStatus(sent, 202);
  expectShape(sent, accepted);
}

/** The answer that arrives next is this one. */
async function expectAnswer(
  context: CheckContext,
  question: Question,
  status: "Y" | "N",
  receive: typeof expectArrival = expectArrival,
): Promise<void> {
  const { content } = await receive(context, "notifyAuthorization", notice);
  expectMatches(content, { clientCorrelationId: question.correlation, status }, "the answer about the funds");
  if (status === "N") expectEqual(typeof content.reason, "string", "the type of the reason");
}

async function authorizes(context: CheckContext): Promise<void> {
  const question = await openQuestion(context);
  for (const _ of ["first", "again"]) await send(context, question.request);
  await expectAnswer(context, question, "Y");
  await expectCalls(context, "notifyAuthorization", 1);
  await awaitEnd(context, question.tenant, question.batchId, 1);
  await expectBalances(context, question.town, FUNDS - AMOUNT, [AMOUNT]);
}

async function authorizesAfterwards(context: CheckContext): Promise<void> {
  const question = await openQuestion(context);
  await send(context, question.request);
  await expectAnswer(context, question, "Y");
  await expectCalls(context, "notifyAuthorization", 1);
}

const refuses = (changes: (question: Question) => object) => async (context: CheckContext) => {
  const question = await openQuestion(context);
  const json = { ...(question.request.json as object), ...changes(question) };
  await send(context, { ...question.request, json });
  await expectAnswer(context, question, "N");
};

async function lacksFunds(context: CheckContext): Promise<void> {
  const question = await openQuestion(context, AMOUNT - 1);
  await send(context, question.request);
  await expectAnswer(context, question, "N");
  await expectBalances(context, question.town, AMOUNT - 1);
}

async function tellsAgain(context: CheckContext): Promise<void> {
  const question = await openQuestion(context);
  // The batch's own result comes first, so that the refusal is for the answer.
  await awaitEnd(context, question.tenant, question.batchId, 1);
  await expectArrival(context, "notifyBatch", z.looseObject({}));
  await refuseFirst(context);
  await send(context, question.request);
  await expectAnswer(context, question, "Y", expectAgain);
}

async function opens(context: CheckContext): Promise<Scene> {
  const { request } = await openQuestion(context);
  return { request, expectNothing: () => expectCalls(context, "notifyAuthorization", 0) };
}

async function knowsNoBatch(context: CheckContext): Promise<void> {
  const { request } = await openQuestion(context);
  const batchID = newId();
  const json = { ...(request.json as object), batchID };
  expectDeclined(await context.http.send({ ...request, path: `/batches/${batchID}`, json }), 404);
  expectDeclined(await context.http.send({ ...request, json }));
  await expectCalls(context, "notifyAuthorization", 0);
}

const unusual = { needsSink: true };

/** Asking whether a batch has its funds. */
export const authorizeChecks = checksOf(
  "authorizeFunds",
  g2p("GetAuthorizationRequest", "POST /batches/{batchId}"),
  [
    positive(
      "authorize",
      "The funds of a batch are authorized once, and the batch is paid once",
      authorizes,
      unusual,
    ),
    negative(
      "authorize-unknown",
      "For a batch that does not exist, or another than named, nothing is authorized",
      knowsNoBatch,
      unusual,
    ),
    ...bodyRefusals("authorize", opens, [
      {
        id: "other-command",
        title: "An unknown command is refused",
        changed: (request) => ({ ...request, query: { command: "guess" } }),
      },
      {
        id: "without-amount",
        title: "A question about no amount is refused",
        changed: (request) => withContent(request, { amount: undefined }),
      },
      {
        id: "without-payer",
        title: "A question that names no account is refused",
        changed: (request) => withContent(request, { payerIdentifier: undefined }),
      },
      {
        id: "without-correlation",
        title: "A question without an id of its sender is refused",
        changed: (request) => withoutHeader(request, "X-Client-Correlation-ID", "X-Correlation-ID"),
      },
    ]),
  ],
);

/** Telling whether a batch has its funds. */
export const authorizationNoticeChecks = checksOf(
  "notifyAuthorization",
  g2p("GetAuthorizationResponse", "POST /{X-Callback-URL}"),
  [
    positive("authorized", "Who asked is told that a batch has its funds", authorizesAfterwards),
    positive("authorized-again", "An answer that could not be taken is sent again", tellsAgain),
    negative(
      "not-authorized-amount",
      "Another amount than the batch's is not authorized",
      refuses(({ town }) => ({ amount: asNumber(town, AMOUNT + 1) })),
    ),
    negative(
      "not-authorized-account",
      "An account that does not exist has no funds",
      refuses(() => ({ payerIdentifier: newId() })),
    ),
    negative(
      "not-authorized-funds",
      "An account without enough funds authorizes nothing, and nobody is paid",
      lacksFunds,
    ),
  ],
  unusual,
);
