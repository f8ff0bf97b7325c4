import type { SmokeCheck } from "../../spi/index.ts";
import type { XRoadOptions } from "./options.ts";

/** What X-Road answers without an account, at the server of the organization that owns the part. */
export const smoke = ({ mode }: Pick<XRoadOptions, "mode">): readonly SmokeCheck[] => [
  {
    id: "listens",
    title: "The security server takes requests",
    port: "api",
    method: "GET",
    path: "/",
    expect: { status: 200 },
  },
  {
    id: "members",
    title: "The instance's configuration has arrived, and names its members",
    port: "api",
    method: "GET",
    path: "/listClients",
    headers: { accept: "application/json" },
    expect: { status: 200, json: { "/member/0/id/xroad_instance": true } },
  },
  {
    id: "healthy",
    title: "Configuration, certificate, token and database are well",
    port: "health",
    method: "GET",
    path: "/",
    expect: { status: 200 },
  },
  ...(mode === "member"
    ? []
    : [
        {
          id: "published",
          title: "The central server publishes the configuration",
          port: "configuration",
          method: "GET",
          path: "/internalconf?version=6",
          expect: { status: 200 },
        } as const,
      ]),
];
