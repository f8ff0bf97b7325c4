import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { BlockServer } from "../block-server.ts";
import { createInformationMediator } from "./create.ts";

/** The room of the tests, and applications that publish and subscribe in it. */
export const ROOM = "UTOPIA/GOV/7003/CitizensRegistry";
export const HOSPITAL = "UTOPIA/GOV/7010/Hospital";
export const POLICE = "UTOPIA/GOV/7020/Police";

/** A service of the room's application with these clients. */
export function exampleService(id: string, serviceUrl: string, clients: readonly string[] = []): object {
  const rights = clients.map((client) => {
    const [, memberClass, memberCode, applicationId] = client.split("/");
    return { memberClass, memberCode, applicationId };
  });
  return { id, specUrl: "http://registry.internal/openapi.json", serviceUrl, rights };
}

/** Members for settings: the room's application with these services, the publisher, the subscriber, the manager. */
export function exampleMembers(
  services: readonly object[] = [],
  policeServices: readonly object[] = [],
): object[] {
  const member = (name: string, code: string, id: string, has: readonly object[] = []): object => ({
    name,
    class: "GOV",
    code,
    applications: [{ id, connection: "http", services: has }],
  });
  return [
    member("Management", "0", "mediator"),
    member("MinistryOfInterior", "7003", "CitizensRegistry", services),
    member("MinistryOfHealth", "7010", "Hospital"),
    member("MinistryOfJustice", "7020", "Police", policeServices),
  ];
}

/** A mediator's configuration for tests; loopback targets are allowed unless `settings` says otherwise. */
export function exampleConfig(
  members: readonly object[],
  changes: { settings?: object; seed?: unknown; environment?: ReferenceConfig["environment"] } = {},
): ReferenceConfig {
  return {
    stack: "utopia",
    part: "mediator",
    block: "information-mediator",
    environment: changes.environment ?? "development",
    identifier: { instance: "UTOPIA", memberClass: "GOV", memberCode: "0", application: "mediator" },
    clientAuthentication: "none",
    institutions: {},
    settings: {
      domain: "utopia.example",
      instance: "UTOPIA",
      members,
      allowLoopbackTargets: true,
      retryBaseMs: 10,
      ...changes.settings,
    },
    ...(changes.seed === undefined ? {} : { seed: changes.seed }),
  };
}

/** An answer as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
export type Parsed = any;

/** A mediator and a way to talk to it without a network. */
export interface ExampleMediator extends BlockServer {
  /** Sends JSON as that client, and reads the answer as JSON where there is any. */
  call(
    method: string,
    path: string,
    client?: string,
    body?: unknown,
  ): Promise<{ status: number; body: Parsed }>;
}

/** Starts a mediator for a test. */
export function openExample(config: ReferenceConfig, folder = ":memory:"): ExampleMediator {
  const server = createInformationMediator(config, folder);
  return {
    ...server,
    call: async (method, path, client, body) => {
      const answer = await server.app.request(path, {
        method,
        headers: {
          ...(client === undefined ? {} : { "X-GovStack-Client": client }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
    },
  };
}

/** An application that listens on loopback. */
export interface ExampleApplication {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts an application with that behaviour, on that port or on a free one. */
export async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  port = 0,
): Promise<ExampleApplication> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Waits until something is true; fails after five seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 5000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not become true in time");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
