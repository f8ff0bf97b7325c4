import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectNoLeak, expectRefused, expectStatus } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectListed, expectNotListed, expectPaged, type Listing, pageChecks } from "./listing.ts";
import { refusalsOf } from "./refusals.ts";
import { consentApi, INVALID, must, noneOf } from "./scene.ts";
import { WEBHOOK, type Webhook } from "./shapes.ts";

const ONE = "/config/webhook/{webhookId}/";
const READ = { effect: "read" } as const;
const WRITE = { needsSink: true } as const;
const REQUIRED = ["payloadUrl", "contentType", "secretKey"] as const;
const LIST: Listing = { path: "/config/webhooks/", name: "webhooks", item: WEBHOOK };
const WITH_WEBHOOK = z.looseObject({ webhook: WEBHOOK });
const pathOf = (id: string) => `/config/webhook/${encodeURIComponent(id)}/`;

/** The secret of this check's webhooks. */
export const secretOf = ({ mark }: CheckContext): string => `${mark}-secret`;

/** A webhook to this check's place at the sink. */
export function describeWebhook(context: CheckContext, changes: object = {}): Record<string, unknown> {
  return {
    payloadUrl: `${context.sink?.urlFor(context.mark)}/emitWebhook`,
    contentType: "application/json",
    disabled: true,
    secretKey: secretOf(context),
    ...changes,
  };
}

/** Creates a webhook that is gone after the check. */
export async function makeWebhook(
  context: CheckContext,
  changes: object = {},
): Promise<{ readonly webhook: Webhook; readonly exchange: Exchange }> {
  const json = { webhook: describeWebhook(context, changes) };
  const request = { method: "POST", path: "/config/webhook/", json } as const;
  const { body, exchange } = await must(context, request, WITH_WEBHOOK);
  context.cleanUp(async () => {
    await context.http.send({ method: "DELETE", path: pathOf(body.webhook.id) });
  });
  return { webhook: body.webhook, exchange };
}

/** Changes a webhook. */
export async function updateWebhook(context: CheckContext, { id }: Webhook, changes: object) {
  const json = { webhook: describeWebhook(context, { id, ...changes }) };
  return must(context, { method: "PUT", path: pathOf(id), json }, WITH_WEBHOOK);
}

/** Everything but the secret is as wanted. */
async function expectWebhook(context: CheckContext, wanted: Webhook): Promise<void> {
  const { secretKey: _, ...rest } = wanted;
  const { body, exchange } = await must(context, { path: pathOf(wanted.id) }, WITH_WEBHOOK);
  expectMatches(body.webhook, rest, "the webhook", exchange);
}

const shown = (context: CheckContext, changes: object = {}) => {
  const { secretKey: _, ...rest } = describeWebhook(context, changes);
  return rest;
};

const createChecks = checksOf("configWebhookCreate", consentApi("POST /config/webhook/"), [
  positive(
    "webhook-create",
    "A webhook is created, and read back",
    async (context) => {
      const { webhook, exchange } = await makeWebhook(context);
      expectMatches(webhook, shown(context), "the webhook", exchange);
      await expectWebhook(context, webhook);
    },
    WRITE,
  ),
  negative(
    "webhook-create-secret",
    "The secret of a webhook is shown to nobody",
    async (context) => {
      const { webhook, exchange } = await makeWebhook(context);
      const read = await context.http.send({ path: pathOf(webhook.id) });
      const changed = await updateWebhook(context, webhook, { disabled: false });
      for (const one of [exchange, read, changed.exchange]) expectNoLeak(one, [secretOf(context)]);
    },
    { ...WRITE, level: "RECOMMENDED" },
  ),
  negative(
    "webhook-create-target",
    "A webhook to no web address is refused",
    async (context) => {
      for (const payloadUrl of ["here", "ftp://files.example/", "file:///etc/passwd"]) {
        const json = { webhook: describeWebhook(context, { payloadUrl }) };
        const answer = await context.http.send({ method: "POST", path: "/config/webhook/", json });
        expectRefused(answer, ...INVALID);
      }
    },
    WRITE,
  ),
  ...refusalsOf({
    ...{ id: "webhook-create", what: "a webhook", name: "webhook", required: REQUIRED },
    prepare: async (context) => ({
      request: { method: "POST", path: "/config/webhook/" },
      content: describeWebhook(context),
    }),
  }).map((check) => ({ ...check, ...WRITE })),
]);

const readChecks = checksOf("configWebhookRead", consentApi(`GET ${ONE}`), [
  positive(
    "webhook-read",
    "A webhook is read as it is, and as it becomes",
    async (context) => {
      const { webhook } = await makeWebhook(context);
      await expectWebhook(context, { ...webhook, ...shown(context) });
      const { body } = await updateWebhook(context, webhook, { disabled: false });
      await expectWebhook(context, body.webhook);
    },
    WRITE,
  ),
  negative(
    "webhook-read-unknown",
    "A webhook that there is not is refused",
    async (context) => expectRefused(await context.http.send({ path: pathOf(noneOf(context)) }), ...INVALID),
    READ,
  ),
]);

const updateChecks = checksOf("configWebhookUpdate", consentApi(`PUT ${ONE}`), [
  positive(
    "webhook-update",
    "A webhook is updated, and read back",
    async (context) => {
      const { webhook } = await makeWebhook(context);
      const changes = { payloadUrl: `${String(webhook.payloadUrl)}/changed`, disabled: false };
      const { body, exchange } = await updateWebhook(context, webhook, changes);
      expectMatches(body.webhook, { id: webhook.id, ...shown(context, changes) }, "the webhook", exchange);
      await expectWebhook(context, { ...webhook, ...changes });
    },
    WRITE,
  ),
  negative(
    "webhook-update-unknown",
    "A webhook that there is not is not updated",
    async (context) => {
      const path = pathOf(noneOf(context));
      const json = { webhook: describeWebhook(context, { id: noneOf(context) }) };
      expectRefused(await context.http.send({ method: "PUT", path, json }), ...INVALID);
      expectRefused(await context.http.send({ path }), ...INVALID);
    },
    WRITE,
  ),
  ...refusalsOf({
    ...{ id: "webhook-update", what: "a changed webhook", name: "webhook", required: ["payloadUrl"] },
    prepare: async (context) => {
      const { webhook } = await makeWebhook(context);
      return {
        request: { method: "PUT", path: pathOf(webhook.id) },
        content: describeWebhook(context, { id: webhook.id, disabled: false }),
        unchanged: () => expectWebhook(context, webhook),
      };
    },
  }).map((check) => ({ ...check, ...WRITE })),
]);

const deleteChecks = checksOf("configWebhookDelete", consentApi(`DELETE ${ONE}`), [
  positive(
    "webhook-delete",
    "A deleted webhook is gone",
    async (context) => {
      const { webhook } = await makeWebhook(context);
      const path = pathOf(webhook.id);
      expectStatus(await context.http.send({ method: "DELETE", path }), 200);
      expectRefused(await context.http.send({ path }), ...INVALID);
    },
    WRITE,
  ),
  negative("webhook-delete-unknown", "A webhook that there is not is not deleted", async (context) =>
    expectRefused(await context.http.send({ method: "DELETE", path: pathOf(noneOf(context)) }), ...INVALID),
  ),
]);

/** What a list shows of a webhook. */
const listed = ({ secretKey: _, ...rest }: Webhook) => rest as { readonly id: string };

const listChecks = checksOf("configWebhookList", consentApi("GET /config/webhooks/"), [
  positive(
    "webhook-list",
    "Webhooks are listed as they are, and deleted ones are not",
    async (context) => {
      const [first, second] = [await makeWebhook(context), await makeWebhook(context)];
      await expectListed(context, LIST, [listed(first.webhook), listed(second.webhook)]);
      const { body } = await updateWebhook(context, second.webhook, { disabled: false });
      expectEqual(body.webhook.disabled, false, "disabled of the webhook");
      expectStatus(await context.http.send({ method: "DELETE", path: pathOf(first.webhook.id) }), 200);
      await expectListed(context, LIST, [listed(body.webhook)]);
      await expectNotListed(context, LIST, first.webhook.id);
    },
    WRITE,
  ),
  positive(
    "webhook-list-pages",
    "The list of webhooks is cut in pages",
    async (context) => {
      const [first, second] = [await makeWebhook(context), await makeWebhook(context)];
      await expectPaged(context, LIST, [first.webhook, second.webhook]);
    },
    { ...WRITE, exclusive: true },
  ),
  ...pageChecks("webhook-list", LIST),
]);

/** The checks of webhooks as things that are kept. */
export const webhookChecks = [
  ...createChecks,
  ...readChecks,
  ...updateChecks,
  ...deleteChecks,
  ...listChecks,
];
