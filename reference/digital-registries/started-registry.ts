import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp } from "../ask-app.ts";
import { createDigitalRegistries } from "./create.ts";
import type { Content } from "./value.ts";

/** A test's server and the ways to talk to it. */
export interface StartedRegistry {
  /** Sends a request as the social ministry's application. */
  readonly send: Ask;
  close(): Promise<void>;
}

/** The caller of a test's requests. */
export const CALLER = "XU/GOV/70002/social";

/** A configuration as an engine would give it. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "civil",
    block: "digital-registries",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "civil" },
    clientAuthentication: "none",
    institutions: { "GOV/70001": "Ministry of the Interior", "GOV/70002": "Ministry of Finance" },
    settings: { registries: [] },
    ...part,
  };
}

/** A seed of one registry `people` 1.0. */
export function peopleSeed(records: readonly Content[] = [], schema: Content = PEOPLE_SCHEMA): unknown {
  return { databases: [{ code: "people", version: "1.0", schema, records }] };
}

/** The schema of `people`. */
export const PEOPLE_SCHEMA: Content = {
  type: "object",
  properties: {
    id: {
      type: "string",
      primaryKey: true,
      triggers: [{ actions: [{ type: "set-value", value: "P-{indexNoByCode}" }] }],
    },
    name: { type: "string", minLength: 1 },
    age: { type: "integer", minimum: 0 },
    birthDate: { type: "string", format: "date" },
    sex: { type: "string", enum: ["female", "male"] },
    registeredBy: { type: "string", readOnly: true },
    address: { type: "object", properties: { village: { type: "string" } } },
  },
  required: ["id", "name"],
};

/** Starts a server in memory, or in a folder. */
export function startRegistry(part: Partial<ReferenceConfig> = {}, folder = ":memory:"): StartedRegistry {
  const { app, close } = createDigitalRegistries(testConfig(part), folder);
  return { close, send: askApp(app, { "Information-Mediator-Client": CALLER }) };
}
