import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { createDigitalRegistries } from "./create.ts";
import type { Content } from "./value.ts";

/** A test's server and the ways to talk to it. */
export interface StartedRegistry {
  /** Sends a request as the social ministry's application; the body as JSON. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  close(): Promise<void>;
}

/** An answer, read. */
interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body where it is JSON, else its text. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the answer it asked for and says what it expects of it
  readonly body: any;
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
  return {
    close,
    send: async (method, path, body, headers = {}) => {
      const response = await app.request(path, {
        method,
        headers: {
          "Information-Mediator-Client": CALLER,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = response.headers.get("content-type")?.startsWith("application/json");
      return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
    },
  };
}
