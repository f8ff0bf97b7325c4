import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { badRequest, conflict, notFound } from "../refusal.ts";
import { type Consent, change, requireManagement } from "./consent.ts";
import {
  createObject,
  deleteObject,
  findObject,
  listObjects,
  requireObject,
  updateObject,
} from "./objects.ts";
import { PAGE, pageOf } from "./page.ts";
import { contentAt, requireRevision } from "./revisions.ts";
import { routesOf } from "./routes.ts";
import { type GivenWebhook, WEBHOOK } from "./shapes.ts";
import { dropDeliveries, dropSecret, hasSecret, keepSecret, requireTarget } from "./webhooks.ts";

const PATH = "/config/webhook/";
const ONE = "/config/webhook/{webhookId}/";
const RESPONSES = { 200: "The Webhook", 400: "bad input parameter" } as const;
const REVISION = { name: "revisionId" } as const;

/** The operations on webhooks. Their secrets come in and never go out. */
export function webhookOperations(consent: Consent): readonly Operation[] {
  const { store, settings } = consent;
  const guard = requireManagement(consent);
  const body = z.object({ webhook: WEBHOOK });
  const common = (path: string) => ({ path, routes: routesOf(path), guard, responses: RESPONSES });
  return [
    defineOperation({
      ...{ id: "configWebhookCreate", summary: "Create a Webhook", method: "POST", body, ...common(PATH) },
      handle: async (call) => {
        const { webhook: given } = call.body;
        requireTarget(settings, given.payloadUrl);
        const secret = given.secretKey || undefined;
        if (secret === undefined) throw badRequest("webhook.secretKey: must not be empty");
        const content = contentOf(given);
        const id = await change(consent, call, "configWebhookCreate", ({ db, author }) => {
          const created = createObject(db, "Webhook", given.id ?? undefined, content, author);
          if (!created.added && !hasSecret(db, created.id, secret))
            throw conflict("there is another Webhook with this id already");
          keepSecret(db, created.id, secret);
          return created.id;
        });
        return answer(id, content);
      },
    }),
    defineOperation({
      ...{ id: "configWebhookRead", summary: "A Webhook, at one of its Revisions", method: "GET" },
      ...common(ONE),
      query: [REVISION],
      handle: (call) => {
        const { id, content } = store.read((db) => readWebhook(db, idIn(call), call.query.get("revisionId")));
        return answer(id, content);
      },
    }),
    defineOperation({
      ...{ id: "configWebhookUpdate", summary: "Update a Webhook", method: "PUT", body, ...common(ONE) },
      handle: async (call) => {
        const { webhook: given } = call.body;
        const id = idIn(call);
        if (given.id && given.id !== id) throw conflict("webhook: the id is that of another one");
        requireTarget(settings, given.payloadUrl);
        const content = contentOf(given);
        await change(consent, call, "configWebhookUpdate", ({ db, author }) => {
          updateObject(db, "Webhook", id, content, author);
          keepSecret(db, id, given.secretKey || undefined);
          if (content.disabled) dropDeliveries(db, id);
        });
        consent.wake();
        return answer(id, content);
      },
    }),
    defineOperation({
      ...{ id: "configWebhookDelete", summary: "Delete a Webhook", method: "DELETE", ...common(ONE) },
      handle: async (call) => {
        await change(consent, call, "configWebhookDelete", ({ db, author }) => {
          deleteObject(db, "Webhook", idIn(call), author);
          dropDeliveries(db, idIn(call));
          dropSecret(db, idIn(call));
        });
        return { status: 200 };
      },
    }),
    defineOperation({
      ...{ id: "configWebhookList", summary: "The Webhooks, or one as it was at a Revision", method: "GET" },
      ...common("/config/webhooks/"),
      query: [REVISION, ...PAGE],
      handle: ({ query }) => {
        const found = store.read((db) => listWebhooks(db, query));
        return { status: 200, body: { webhooks: found.map(({ id, content }) => describe(id, content)) } };
      },
    }),
  ];
}

interface Shown {
  readonly id: string;
  readonly content: object;
}

function contentOf({ payloadUrl, contentType, disabled }: GivenWebhook) {
  return { payloadUrl, contentType, disabled: disabled ?? false };
}

function readWebhook(db: DatabaseSync, id: string, revisionId: string | null): Shown {
  if (!revisionId) return requireObject(db, "Webhook", id);
  const revision = requireRevision(db, "Webhook", revisionId);
  if (revision.object !== id) throw notFound("this revisionId is that of another Webhook");
  return { id, content: contentAt(revision) };
}

function listWebhooks(db: DatabaseSync, query: URLSearchParams): Shown[] {
  const page = pageOf(query);
  const revisionId = query.get("revisionId");
  if (!revisionId) return listObjects(db, "Webhook", page);
  const revision = requireRevision(db, "Webhook", revisionId);
  const found = findObject(db, "Webhook", revision.object) === undefined ? [] : [revision];
  const shown = found.map((one) => ({ id: one.object, content: contentAt<object>(one) }));
  return shown.slice(page.offset, page.offset + page.limit);
}

/** The secret is a part of the file's Webhook, and nobody's business. */
function describe(id: string, content: object): object {
  return { id, ...content, secretKey: "" };
}

function idIn({ params }: Call): string {
  return params["webhookId"] ?? "";
}

function answer(id: string, content: object) {
  return { status: 200, body: { webhook: describe(id, content) } };
}
