import { z } from "zod";
import { OWN_IMAGE } from "../../own-image.ts";
import { POSTGRES_IMAGE } from "../../platform/postgres/image.ts";
import { defineProduct, oidc, postgres } from "../../spi/index.ts";
import { smoke } from "./smoke.ts";

const realmName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a realm's name is lower-case letters, digits and dashes");

/** Keycloak as the country's OpenID Connect provider, for its workforce first (docs/products/identity-keycloak.md). */
export default defineProduct({
  id: "keycloak",
  title: "Keycloak",
  advice:
    "For people who work in the administration: accounts, roles and single sign-on; knows no citizens by itself",
  fills: ["identity"],
  licence: "Apache-2.0",
  homepage: "https://www.keycloak.org",
  releases: [
    {
      version: "26.4.0",
      images: {
        server: "quay.io/keycloak/keycloak:26.4.0",
        database: POSTGRES_IMAGE,
        setup: OWN_IMAGE,
      },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { http: 8080, management: 9000 },
  provides: () => [
    {
      capability: oidc(),
      port: "http",
      via: "direct",
      reason: "browsers are sent to it, and others read its keys",
    },
  ],
  requires: () => [postgres({ major: 13, superuser: true })],
  options: z.strictObject({
    realm: realmName.default("workforce").describe("The realm that is made for the stack's people"),
    hostname: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        "The URL at which browsers find it, https://id.gov.example; without it, the one they ask with",
      ),
    relativePath: z
      .enum(["/", "/auth"])
      .default("/")
      .describe("/auth where other software expects Keycloak's old paths (MOSIP, Payment Hub EE)"),
    roles: z.array(realmName).default([]).describe("Roles that the realm has from the start"),
    redirectUris: z
      .record(z.string(), z.array(z.url({ protocol: /^https?$/ })).min(1))
      .default({})
      .describe(
        "PART: the addresses to which people return after signing in to it; without one it has no sign-in",
      ),
    accessTokenMinutes: z.int().min(1).max(60).default(5).describe("How long an access token holds"),
  }),
  footprint: {
    demo: { cpu: "500m", memory: "768Mi", storage: "0" },
    district: { cpu: "2", memory: "2560Mi", storage: "0" },
    national: { cpu: "6", memory: "6Gi", storage: "0" },
  },
  needs: [],
  conformance: {
    basePath: "",
    headers: {},
    port: "http",
    otherApi: "it signs people in by OpenID Connect, and speaks none of GovStack's operations of identity",
  },
  smoke,
});
