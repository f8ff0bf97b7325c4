import { expectEqual, expectNoBodyOrJson, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectConfigured } from "./config-write.ts";
import { ALONE, configApi, configuration, readConfiguration, replaceConfiguration } from "./member.ts";
import { addMember } from "./test-members.ts";
/** Seeing the configuration. */
export const listConfigChecks = checksOf("listIMconf", configApi("GET /api/v1/config"), [
  positive(
    "config",
    "The configuration can be read: domain, instance, members",
    async (context) => {
      const read = await context.http.send({ path: "/api/v1/config" });
      expectStatus(read, 200);
      expectShape(read, configuration);
    },
    { effect: "read" },
  ),
  positive(
    "config-before-and-after",
    "The configuration shows a new member at once and completely, and a removed one no more",
    async (context) => {
      const before = await readConfiguration(context);
      const made = await addMember(context);
      await expectConfigured(context, made.described);
      await replaceConfiguration(context, before);
      expectEqual(await readConfiguration(context), before, "the configuration after the removal");
    },
    ALONE,
  ),
  negative(
    "config-unknown-part",
    "Below the configuration there is nothing else to read",
    async (context) => {
      expectRefused(await context.http.send({ path: `/api/v1/config/${context.mark}` }), 404);
    },
    { effect: "read" },
  ),
]);

/** Whether the mediator is up. */
export const statusChecks = checksOf(
  "checkIMconf",
  configApi("GET /api/v1/status"),
  [
    positive("status", "The mediator says that it is up", async (context) => {
      for (const _ of ["first", "again"]) {
        const status = await context.http.send({ path: "/api/v1/status" });
        expectStatus(status, 200);
        expectNoBodyOrJson(status);
      }
    }),
    negative("status-unknown-part", "Below the status there is nothing else to read", async (context) => {
      expectRefused(await context.http.send({ path: `/api/v1/status/${context.mark}` }), 404);
    }),
  ],
  { effect: "read" },
);
