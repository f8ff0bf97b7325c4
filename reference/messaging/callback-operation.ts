import { z } from "zod";
import { defineOperation, type Operation } from "../operation.ts";
import { entryOf, recordAudit } from "./audit.ts";
import { oweCallback } from "./callbacks.ts";
import { API_KEY, REQUEST_UID } from "./caller-key.ts";
import type { Messaging } from "./messaging.ts";
import { routesOf } from "./routes.ts";
import { requireHeaders, requireRequest } from "./status-operations.ts";

const BODY = z
  .object({
    meta: z.string().optional(),
    content: z.string().refine(isBase64, "is not base64").optional(),
  })
  .refine(({ meta, content }) => meta !== undefined || content !== undefined, "must have meta or content");

/** The operation that takes what belongs to a request, such as a reply, and passes it on to whoever sent that. */
export function callbackOperation(messaging: Messaging): Operation {
  const { store, vault, callbacks } = messaging;
  return defineOperation({
    id: "callbackEmail",
    summary: "Pass something on to the sender of a request",
    method: "POST",
    path: "/callback/email",
    routes: routesOf("/callback/email"),
    headers: [API_KEY, REQUEST_UID],
    guard: requireHeaders,
    body: BODY,
    responses: { 200: "Request successfully accepted", 405: "Invalid input" },
    handle: async (call) => {
      const request = requireRequest(messaging, call);
      await store.write((db) => {
        if (request.sealedRoute !== null) oweCallback(db, vault, request, call.body);
        recordAudit(db, entryOf(call, "callbackEmail", 200, request.uid));
      });
      callbacks.wake();
      return { status: 200, body: { response: "Request successfully accepted" } };
    },
  });
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text.replace(/\s/g, ""));
}
