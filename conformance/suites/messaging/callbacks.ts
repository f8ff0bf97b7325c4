import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { CallbackSink, Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectNoBodyOrJson,
  expectRefused,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { addressOf, hasMailbox } from "./fixtures.ts";
import { accept, describeBatch, describeEmail, messagingApi, send, toBase64 } from "./scene.ts";
import { INVALID } from "./send-refusals.ts";

const PATH = "/callback/email";
const ARRIVAL_MS = 8000;
const SILENCE_MS = 150;
const OPTIONAL = { level: "OPTIONAL", needsSink: true } as const;

const callbackContent = z.looseObject({ meta: z.string().optional(), content: z.string().optional() });
type CallbackContent = z.infer<typeof callbackContent>;

function sinkOf(context: CheckContext): CallbackSink {
  if (context.sink === undefined) throw new NotApplicable("there is no sink for the call-backs");
  return context.sink;
}

/** Sends an e-mail that wants to be called back, and gives its requestUid. */
function acceptCalling(context: CheckContext): Promise<string> {
  const callback = { URI: sinkOf(context).urlFor(context.mark) };
  return accept(context, "single", describeEmail(context, { callback }));
}

/** What a caller says who passes something on for this check. */
const replyOf = (context: CheckContext) => ({
  meta: `reply ${context.mark}`,
  content: toBase64(`Thank you, ${context.mark}. ಅಶ್ವಿನಿ`),
});

function post(
  context: CheckContext,
  requestUid: string | null,
  request: Omit<HttpRequest, "path" | "method">,
): Promise<Exchange> {
  return send(context, PATH, { ...request, headers: { requestUid, ...request.headers } });
}

/** The next call-back that `matches`; it has to be complete, and about this request. */
async function expectCalled(
  context: CheckContext,
  requestUid: string,
  matches: (content: CallbackContent) => boolean = () => true,
): Promise<CallbackContent> {
  const isWanted = (one: Received) => matches(readContent(one) ?? {});
  const call = await sinkOf(context).next(context.mark, isWanted, ARRIVAL_MS);
  if (call === undefined) throw new Unmet("the sender of an e-mail was not called back");
  expectEqual(call.method, "POST", "the method of the call-back");
  const type = call.headers["content-type"]?.split(";")[0]?.trim();
  expectEqual(type, "application/json", "the type of the call-back");
  expectEqual(call.headers["requestuid"], requestUid, "the requestUid of the call-back");
  const content = readContent(call);
  expectTrue(content !== undefined, "the call-back has another shape than callbackContent");
  expectTrue(content.meta !== undefined || content.content !== undefined, "the call-back says nothing");
  return content;
}

function readContent({ body }: Received): CallbackContent | undefined {
  try {
    return callbackContent.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Passes a reply on and waits for it at the sender. */
async function expectPassedOn(context: CheckContext): Promise<void> {
  const requestUid = await acceptCalling(context);
  const reply = replyOf(context);
  const posted = await post(context, requestUid, { json: reply });
  expectStatus(posted, 200);
  expectNoBodyOrJson(posted);
  const isReply = ({ meta = "", content = "" }: CallbackContent) =>
    meta.startsWith("reply") || content.startsWith(reply.content.slice(0, 8));
  expectMatches(await expectCalled(context, requestUid, isReply), reply, "what was passed on");
}

/** After a moment the sender has been called so often, and not more. */
async function expectCalls(context: CheckContext, count: number): Promise<void> {
  await delay(SILENCE_MS);
  const calls = await sinkOf(context).received(context.mark);
  expectEqual(calls.length, count, "the number of call-backs");
}

/** The sender is called back with nothing of this. */
async function expectNotCalled(context: CheckContext): Promise<void> {
  await delay(SILENCE_MS);
  const calls = await sinkOf(context).received(context.mark);
  const replies = calls.filter((call) => readContent(call)?.meta === replyOf(context).meta);
  expectEqual(replies.length, 0, "the number of call-backs with what was refused");
}

/** Passing something on to the sender of an e-mail. */
export const callbackChecks = checksOf("callbackEmail", messagingApi(`POST ${PATH}`), [
  positive(
    "callback",
    "A reply to an e-mail is passed on to its sender as it came",
    expectPassedOn,
    OPTIONAL,
  ),
  negative(
    "callback-unknown",
    "For a request that nobody made nothing is taken",
    async (context) => {
      const answer = await post(context, `${context.mark}-none`, { json: replyOf(context) });
      expectRefused(answer, ...INVALID, 401, 403, 404);
    },
    { level: "OPTIONAL" },
  ),
  negative(
    "callback-without-headers",
    "A reply without key or request is refused, and not passed on",
    async (context) => {
      const requestUid = await acceptCalling(context);
      const json = replyOf(context);
      const refused = [...INVALID, 401, 403, 404];
      expectRefused(await post(context, requestUid, { json, headers: { apiKey: null } }), ...refused);
      expectRefused(await post(context, null, { json }), ...refused);
      await expectNotCalled(context);
    },
    OPTIONAL,
  ),
  negative(
    "callback-malformed",
    "A reply that is empty, cut off or of another shape is refused, and not passed on",
    async (context) => {
      const requestUid = await acceptCalling(context);
      const headers = { "Content-Type": "application/json" };
      const { meta } = replyOf(context);
      for (const request of [
        { headers },
        { headers, text: '{"meta":"reply' },
        { json: [meta] },
        { json: { meta, content: { not: "base64" } } },
      ])
        expectRefused(await post(context, requestUid, request), ...INVALID);
      await expectNotCalled(context);
    },
    OPTIONAL,
  ),
]);

const COUNTS = z.looseObject({ delivered: z.int().min(0).optional() });

/** What a call-back says of the states, where it says so in JSON. */
function countsIn({ content = "" }: CallbackContent): Record<string, unknown> | undefined {
  try {
    const said = JSON.parse(Buffer.from(content, "base64").toString("utf8")) as { status?: unknown };
    return COUNTS.safeParse(said.status).data;
  } catch {
    return undefined;
  }
}

const isReplyOf = (context: CheckContext) => (content: CallbackContent) =>
  content.meta === replyOf(context).meta;

/** Calling the sender of an e-mail back. */
export const emitChecks = checksOf(
  "emitCallback",
  messagingApi("POST /callback/email (callback.URI)"),
  [
    positive(
      "call-back",
      "The sender of an e-mail is called back when it has come to its end",
      async (context) => {
        const requestUid = await acceptCalling(context);
        const called = await expectCalled(context, requestUid);
        const counts = countsIn(called);
        if (counts !== undefined && hasMailbox(context))
          expectEqual(counts["delivered"], 1, "the number of delivered e-mails in the call-back");
      },
    ),
    positive("call-back-batch", "The sender of a batch is called back once, at its end", async (context) => {
      const callbackURI = { URI: sinkOf(context).urlFor(context.mark) };
      const recipients = ["first", "second"].map((name) => ({ email: addressOf(context, name) }));
      const requestUid = await accept(context, "batch", describeBatch(context, recipients, { callbackURI }));
      await expectCalled(context, requestUid);
      await expectCalls(context, 1);
    }),
    positive("call-back-reply", "What is said to the sender is what was passed on", expectPassedOn),
    positive("call-back-again", "A sender who could not take it is called back again", async (context) => {
      await sinkOf(context).answerWith(context.mark, [500, 503, 204]);
      const requestUid = await acceptCalling(context);
      for (const _ of ["failed", "failed again", "taken"]) await expectCalled(context, requestUid);
      await expectCalls(context, 3);
    }),
    negative("call-back-taken", "A sender who has taken it is left alone", async (context) => {
      const requestUid = await acceptCalling(context);
      await expectCalled(context, requestUid);
      const before = (await sinkOf(context).received(context.mark)).length;
      expectStatus(await post(context, requestUid, { json: replyOf(context) }), 200);
      await expectCalled(context, requestUid, isReplyOf(context));
      await expectCalls(context, before + 1);
    }),
  ],
  OPTIONAL,
);
