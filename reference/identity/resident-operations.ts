import { z } from "zod";
import { defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { isRelyingParty } from "./clients.ts";
import { defineCredential } from "./credential-envelope.ts";
import { Failure } from "./envelope.ts";
import { findEvent, noteEvent } from "./events.ts";
import { FIELD_NAMES, textOf } from "./fields.ts";
import { requireResident } from "./guards.ts";
import { textOfHtml } from "./html-text.ts";
import type { Identity } from "./identity.ts";
import { makePdf } from "./pdf.ts";
import { identifierOf } from "./people.ts";
import { routesOf } from "./routes.ts";
import { historyOperation } from "./service-history.ts";
import { updateUinOperation } from "./update-uin.ts";

const LANGUAGE = /^[A-Za-z]{3}$/;
const NOT_SIGNED_IN = "Not a person's token";

const shareRequest = z.object({
  partnerId: z.string().min(1).max(200),
  sharableAttributes: z
    .array(
      z.looseObject({
        attributeName: z.string().min(1),
        format: z.string().nullish(),
        isMasked: z.boolean().nullish(),
      }),
    )
    .min(1),
  purpose: z.string().regex(/^[\r\nA-Za-z0-9 .,'-]+$/, "letters, digits, spaces and . , ' -"),
  consent: z.string(),
});

/** What people do with their own credentials (Credential-Management.yaml). */
export function residentOperations(identity: Identity): readonly Operation[] {
  return [
    shareCredential(identity),
    readEvent(identity),
    downloadCard(identity),
    updateUinOperation(identity),
    historyOperation(identity),
  ];
}

function shareCredential(identity: Identity): Operation {
  const path = "/share-credential";
  const operation = defineCredential({
    id: "shareCredential",
    name: "govstack.share-credential",
    summary: "Shares credentials with a partner",
    method: "POST",
    path,
    routes: routesOf(path),
    singleError: true,
    request: shareRequest,
    responses: { 200: "Shared, or why not", 401: NOT_SIGNED_IN },
    handle: async ({ partnerId, sharableAttributes, purpose, consent }, call) => {
      const { person } = await requireResident(identity, call);
      if (consent.toLowerCase() !== "accepted")
        throw new Failure("consent_required", "request.consent: the person has not accepted");
      const names = sharableAttributes.map(({ attributeName }) => attributeName);
      const unknown = names.find((name) => !FIELD_NAMES.includes(name));
      if (unknown !== undefined) throw new Failure("invalid_attribute", `${unknown} is no attribute`);
      const isKnown = identity.store.read((db) => isRelyingParty(db, identity.ownClients, partnerId));
      if (!isKnown && !identity.partnerKeys.has(partnerId))
        throw new Failure("invalid_partner", "request.partnerId: there is no such partner");
      const eventId = await identity.store.write((db) =>
        noteEvent(db, person.id, {
          type: "DATA_SHARE_REQUEST",
          description: `Shared with ${partnerId}`,
          info: { partnerId, purpose, attributeList: names.join(", ") },
        }),
      );
      return { response: { status: "Success" }, headers: { eventId } };
    },
  });
  return identifiedFirst(identity, operation);
}

function readEvent(identity: Identity): Operation {
  const path = "/events/{eventId}";
  return defineOperation({
    id: "getEvent",
    summary: "What an event was about",
    method: "GET",
    path,
    routes: routesOf(path),
    query: [{ name: "language", required: true }],
    responses: {
      200: "The event",
      400: "No language",
      401: NOT_SIGNED_IN,
      404: "No such event of the person's",
    },
    handle: async (call) => {
      const { person } = await requireResident(identity, call);
      if (!LANGUAGE.test(call.query.get("language") ?? ""))
        throw badRequest("language must have three letters");
      const [event, individualId] = identity.store.read((db) => [
        findEvent(db, person.id, call.params["eventId"] ?? ""),
        identifierOf(db, person.id, "UIN"),
      ]);
      if (event === undefined) throw notFound("there is no such event");
      return {
        status: 200,
        body: {
          id: "govstack.event",
          version: "1.0",
          requestTime: new Date().toISOString(),
          response: {
            eventId: event.id,
            eventType: event.type,
            eventStatus: event.status,
            individualId,
            summary: event.description,
            timestamp: new Date(event.at).toISOString(),
            info: { ...event.info, applicantName: textOf(person.fields, "fullName") },
          },
        },
      };
    },
  });
}

function downloadCard(identity: Identity): Operation {
  const path = "/download/personalized-card";
  const operation = defineCredential({
    id: "downloadPersonalizedCard",
    name: "govstack.download-personalized-card",
    summary: "A card as a PDF",
    method: "POST",
    path,
    routes: routesOf(path),
    request: z.unknown(),
    responses: { 200: "A PDF", 400: "No HTML", 401: NOT_SIGNED_IN },
    handle: async (asked, call) => {
      const { person } = await requireResident(identity, call);
      const html = readHtml(asked);
      const eventId = await identity.store.write((db) =>
        noteEvent(db, person.id, { type: "SERVICE_REQUEST", description: "Downloaded a card" }),
      );
      return { response: makePdf(textOfHtml(html)), headers: { eventId } };
    },
  });
  return identifiedFirst(identity, {
    ...operation,
    handle: async (call) => {
      const answer = await operation.handle(call);
      const { response } = answer.body as { readonly response?: unknown };
      if (response === undefined) throw badRequest("request.html: HTML is required");
      return { ...answer, body: response, contentType: "application/pdf" };
    },
  });
}

function readHtml(asked: unknown): string {
  const { html } = (asked ?? {}) as { readonly html?: unknown };
  if (typeof html !== "string" || html.trim() === "") throw badRequest("request.html: HTML is required");
  if (html.includes("<")) return html;
  const decoded = Buffer.from(html, "base64").toString("utf8");
  if (!decoded.includes("<")) throw badRequest("request.html: must be HTML, or HTML in base64");
  return decoded;
}

/** Who may not is told so before the request is judged. */
function identifiedFirst(identity: Identity, operation: Operation): Operation {
  return {
    ...operation,
    handle: async (call) => {
      await requireResident(identity, call);
      return operation.handle(call);
    },
  };
}
