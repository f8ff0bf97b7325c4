import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import { checksOf, positive } from "../checks-of.ts";
import { refusedConfigurations } from "./config-refusals.ts";
import {
  ALONE,
  configApi,
  describeMember,
  membersIn,
  readConfiguration,
  replaceConfiguration,
  type TestMember,
} from "./member.ts";
import { addMember, removeAfterwards } from "./test-members.ts";

const accepted = z.string();

/** The member is in the configuration as it was written. */
export async function expectConfigured(
  context: CheckContext,
  described: TestMember["described"],
): Promise<void> {
  const [found, ...others] = membersIn(await readConfiguration(context), described.code);
  expectTrue(found !== undefined, "a member that was written is not in the configuration");
  expectEqual(others, [], "what else the configuration has of the member");
  const { applications, ...itself } = described;
  expectMatches(found, itself, "the member in the configuration");
  if (applications !== undefined)
    expectEqual(idsOf(found.applications), idsOf(applications), "the member's applications");
  for (const wanted of applications ?? []) {
    const { services, ...application } = wanted;
    const inside = found.applications?.find((one) => one.id === wanted.id);
    expectMatches(inside, application, "an application in the configuration");
    for (const service of services ?? [])
      expectMatches(
        inside?.services?.find((one) => one.id === service.id),
        service,
        "a service in the configuration",
      );
  }
}

const idsOf = (items: readonly { readonly id: string }[] = []): string[] => items.map((one) => one.id).sort();

/** Sends the present configuration and one more member, which the answer and the configuration must then show. */
async function writesMember(context: CheckContext, method: "POST" | "PUT"): Promise<void> {
  const before = await readConfiguration(context);
  const made = describeMember(context, before.instance);
  context.cleanUp(() => replaceConfiguration(context, before));
  const json = { ...before, members: [...(before.members ?? []), made.described] };
  const written = await context.http.send({ method, path: "/api/v1/config", json });
  expectStatus(written, 201);
  expectShape(written, accepted);
  await expectConfigured(context, made.described);
  const after = await readConfiguration(context);
  expectEqual(after.members?.length, (before.members?.length ?? 0) + 1, "the number of members");
}

/** Initializing the mediator. */
export const createConfigChecks = checksOf(
  "createIMconf",
  configApi("POST /api/v1/config"),
  [
    positive("config-create", "A configuration is taken and can be read", (context) =>
      writesMember(context, "POST"),
    ),
    positive(
      "config-create-same",
      "The present configuration sent again changes nothing",
      async (context) => {
        const before = await readConfiguration(context);
        context.cleanUp(() => replaceConfiguration(context, before));
        const json = before;
        const written = await context.http.send({
          method: "POST",
          path: "/api/v1/config",
          query: { init: "false" },
          json,
        });
        expectStatus(written, 201);
        expectShape(written, accepted);
        expectEqual(await readConfiguration(context), before, "the configuration");
      },
    ),
    ...refusedConfigurations("config-create", "POST"),
  ],
  ALONE,
);

/** Changing parts of the configuration. */
export const updateConfigChecks = checksOf(
  "updateIMconf",
  configApi("PATCH /api/v1/config"),
  [
    positive("config-update", "A member is added, and what is not described stays", async (context) => {
      const before = await readConfiguration(context);
      const made = describeMember(context, before.instance);
      removeAfterwards(context, made);
      const json = { domain: before.domain, instance: before.instance, members: [made.described] };
      for (const _ of ["first", "again"]) {
        const patched = await context.http.send({ method: "PATCH", path: "/api/v1/config", json });
        expectStatus(patched, 201);
        expectShape(patched, accepted);
        await expectConfigured(context, made.described);
      }
      const after = await readConfiguration(context);
      const others = after.members?.filter((one) => one.code !== made.code);
      expectEqual(others, before.members ?? [], "the other members");
    }),
    positive(
      "config-update-service",
      "A service gets another address; all else of its member stays",
      async (context) => {
        const made = await addMember(context);
        const moved = "http://moved.invalid/api";
        const [provider] = made.described.applications ?? [];
        const services = (provider?.services ?? []).map((one) =>
          one.id === "echo" ? { ...one, serviceUrl: moved } : one,
        );
        const { domain, instance } = await readConfiguration(context);
        const { name, code } = made;
        const member = {
          name,
          class: "TEST",
          code,
          applications: [{ id: "provider", services: services.slice(0, 1) }],
        };
        const json = { domain, instance, members: [member] };
        expectStatus(await context.http.send({ method: "PATCH", path: "/api/v1/config", json }), 201);
        const applications = (made.described.applications ?? []).map((one) =>
          one.id === "provider" ? { ...one, services } : one,
        );
        await expectConfigured(context, { ...made.described, applications });
      },
    ),
    positive("config-update-yaml", "The configuration is also taken as YAML", async (context) => {
      const { domain, instance } = await readConfiguration(context);
      const made = describeMember(context, instance);
      removeAfterwards(context, made);
      const lines = [
        `domain: "${domain}"`,
        `instance: "${instance}"`,
        "members:",
        `  - name: "${made.name}"`,
      ];
      const text = [...lines, "    class: TEST", `    code: "${made.code}"`, ""].join("\n");
      const headers = { "Content-Type": "text/yaml" };
      const patched = await context.http.send({ method: "PATCH", path: "/api/v1/config", headers, text });
      expectStatus(patched, 201);
      expectShape(patched, accepted);
      await expectConfigured(context, { name: made.name, class: "TEST", code: made.code });
    }),
    ...refusedConfigurations("config-update", "PATCH"),
  ],
  ALONE,
);

/** Replacing the configuration. */
export const replaceConfigChecks = checksOf(
  "replaceIMconf",
  configApi("PUT /api/v1/config"),
  [
    positive("config-replace", "The configuration is replaced and reads as it was written", (context) =>
      writesMember(context, "PUT"),
    ),
    positive("config-replace-removes", "What is not described is deleted", async (context) => {
      const before = await readConfiguration(context);
      const made = await addMember(context);
      const replaced = await context.http.send({ method: "PUT", path: "/api/v1/config", json: before });
      expectStatus(replaced, 201);
      expectShape(replaced, accepted);
      expectEqual(await readConfiguration(context), before, "the configuration");
      const path = `${made.path("provider")}/listMethods`;
      expectRefused(
        await context.http.send({ path, client: made.identifier("consumer") }),
        400,
        401,
        403,
        404,
      );
    }),
    ...refusedConfigurations("config-replace", "PUT"),
  ],
  ALONE,
);
