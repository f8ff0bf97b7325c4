import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectShape, expectStatus } from "../../expect.ts";

/** The file of the Configuration Management API, and a path in it, as a check's section names them. */
export const configApi = (path: string): string => `GovStack_IM_Configuration_Management_API.yaml, ${path}`;

/** The file of the Directory Services API, and a path in it. */
export const directoryApi = (path: string): string => `GovStack_IM_Directory_Services_API.yaml, ${path}`;

/** The path prefix that all calls to an application have. */
export const APPLICATION = "/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}";

/** Checks that replace the configuration, or look at all of it, run alone. */
export const ALONE = { exclusive: true } as const;

const service = z.looseObject({
  id: z.string(),
  specUrl: z.string(),
  serviceUrl: z.string(),
  rights: z.array(z.looseObject({ member: z.string(), application: z.string() })).optional(),
});

const application = z.looseObject({
  id: z.string(),
  connection: z.string().optional(),
  services: z.array(service).optional(),
});

const member = z.looseObject({
  name: z.string(),
  class: z.string(),
  code: z.string(),
  applications: z.array(application).optional(),
});

/** The mediator's configuration (IMconf). */
export const configuration = z.looseObject({
  domain: z.string().min(1),
  instance: z.string().min(1),
  members: z.array(member).optional(),
});

export type Configuration = z.infer<typeof configuration>;

/** A member organization of one check's own, which goes when the check is over. */
export interface TestMember {
  readonly name: string;
  readonly code: string;
  readonly instance: string;
  /** What is given to the configuration. */
  readonly described: NonNullable<Configuration["members"]>[number];
  /** The mark under which calls to its services arrive at the sink. */
  readonly mark: string;
  /** `INSTANCE/TEST/CODE/APPLICATION` */
  identifier(application: string): string;
  /** `/r1/INSTANCE/TEST/CODE/APPLICATION` */
  path(application: string): string;
}

/** The configuration as it is now. */
export async function readConfiguration(context: CheckContext): Promise<Configuration> {
  const read = await context.http.send({ path: "/api/v1/config" });
  expectStatus(read, 200);
  return expectShape(read, configuration);
}

/** Replaces the whole configuration. */
export async function replaceConfiguration(context: CheckContext, wanted: Configuration): Promise<void> {
  const replaced = await context.http.send({ method: "PUT", path: "/api/v1/config", json: wanted });
  expectStatus(replaced, 201);
}

/** The test members of that code in a configuration. There should be one at most. */
export function membersIn(config: Configuration, code: string) {
  return (config.members ?? []).filter((one) => one.class === "TEST" && one.code === code);
}

/**
 * A member with the applications `provider` (services `echo` and `second`), `consumer`, `other` and `room`. The
 * services are at the sink; without one they are at an address that leads nowhere. Nobody has a right.
 */
export function describeMember(context: CheckContext, instance: string): TestMember {
  const code = `${context.mark}-${randomBytes(2).toString("hex")}`;
  const serviceUrl = context.sink?.urlFor(code) ?? "http://service.invalid/api";
  const specUrl = `${serviceUrl}/openapi.json`;
  const services = ["echo", "second"].map((id) => ({ id, specUrl, serviceUrl, rights: [] }));
  const bare = ["consumer", "other", "room"].map((id) => ({ id, connection: "http", services: [] }));
  const name = `Test member ${code}`;
  return {
    name,
    code,
    instance,
    described: {
      name,
      class: "TEST",
      code,
      applications: [{ id: "provider", connection: "http", services }, ...bare],
    },
    mark: code,
    identifier: (id) => `${instance}/TEST/${code}/${id}`,
    path: (id) => `/r1/${instance}/TEST/${code}/${id}`,
  };
}
