import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest } from "../refusal.ts";
import { whyRefused } from "../target-address.ts";
import { entryOf, recordAudit } from "./audit.ts";
import { API_KEY, apiKeyOf } from "./caller-key.ts";
import { BATCH, type Content, EMAIL, type Recipient, readRecipients } from "./email.ts";
import type { Messaging } from "./messaging.ts";
import { addRequest, ownerOf, type Route } from "./requests.ts";
import { routesOf } from "./routes.ts";

const RESPONSES = { 200: "Request successfully accepted", 405: "Invalid input" } as const;

/** What both operations take, whatever name they have for the call-back. */
interface Body extends Content {
  readonly callback?: { readonly URI: string } | undefined;
  readonly callbackURI?: { readonly URI: string } | undefined;
}

/** The operations that accept e-mails: they are on the disk when the answer goes. */
export function sendOperations(messaging: Messaging): readonly Operation[] {
  return [
    defineOperation({
      id: "sendSingleEmail",
      summary: "Send a single e-mail",
      method: "POST",
      path: "/send/email/single",
      routes: routesOf("/send/email/single"),
      headers: [API_KEY],
      guard: apiKeyOf,
      body: EMAIL,
      responses: RESPONSES,
      handle: (call) => accept(messaging, call, "sendSingleEmail", call.body, [call.body.recipientInfo]),
    }),
    defineOperation({
      id: "sendBatchEmail",
      summary: "Send one e-mail to many, each on its own",
      method: "POST",
      path: "/send/email/batch",
      routes: routesOf("/send/email/batch"),
      headers: [API_KEY],
      guard: apiKeyOf,
      body: BATCH,
      responses: RESPONSES,
      handle: (call) => {
        const recipients = readRecipients(call.body.recipientInfo.batchEmailAsBase64);
        if (typeof recipients === "string") throw badRequest(recipients);
        return accept(messaging, call, "sendBatchEmail", call.body, recipients);
      },
    }),
  ];
}

async function accept(
  { store, vault, settings, emails }: Messaging,
  call: Call,
  operation: "sendSingleEmail" | "sendBatchEmail",
  body: Body,
  recipients: readonly Recipient[],
) {
  const apiKey = apiKeyOf(call);
  const uri = body.callback?.URI ?? body.callbackURI?.URI;
  const route = uri === undefined ? undefined : routeTo(uri, apiKey, settings.allowLoopbackTargets);
  const { senderInfo, emailContent } = body;
  const content = { senderInfo, emailContent };
  const { uid } = await store.write((db) => {
    const request = addRequest(db, vault, {
      owner: ownerOf(vault, apiKey),
      replay: vault.mark("request", JSON.stringify([apiKey, operation, content, recipients, uri])),
      content,
      route,
      correlationId: call.correlationId,
      priority: operation === "sendSingleEmail" ? 0 : 1,
      recipients: recipients.map((recipient) => ({ recipient })),
    });
    recordAudit(db, entryOf(call, operation, 200, request.uid));
    return request;
  });
  emails.wake();
  const response = "Request successfully accepted. Use requestUid to track its status.";
  return { status: 200, body: { response, requestUid: uid } };
}

function routeTo(uri: string, apiKey: string, allowLoopback: boolean): Route {
  const why = allowLoopback ? undefined : whyRefused(uri);
  if (why !== undefined) throw badRequest(`callback.URI: ${why}`);
  return { uri, apiKey };
}
