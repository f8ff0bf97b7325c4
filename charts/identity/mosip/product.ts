import { z } from "zod";
import { defineProduct, oidc } from "../../spi/index.ts";

/** A MOSIP that the country has, with its own eSignet (docs/products/identity-mosip.md). Nothing installs it here. */
export default defineProduct({
  id: "mosip",
  title: "MOSIP, the whole platform",
  advice:
    "For a country that has it: registration, identity numbers and eSignet elsewhere, named as external; not installed by this tool",
  fills: ["identity"],
  licence: "MPL-2.0",
  homepage: "https://mosip.io",
  releases: [{ version: "1.2.0", images: {}, govstack: {}, upgradesFrom: [] }],
  ports: { esignet: 443 },
  schemes: { esignet: "https" },
  provides: () => [
    {
      capability: oidc(),
      port: "esignet",
      via: "direct",
      reason: "browsers are sent to it, and others read its keys",
    },
  ],
  requires: () => [],
  options: z.strictObject({}),
  footprint: {
    demo: { cpu: "72", memory: "192Gi", storage: "768Gi" },
    district: { cpu: "72", memory: "192Gi", storage: "768Gi" },
    national: { cpu: "252", memory: "1344Gi", storage: "2688Gi" },
  },
  needs: [],
  conformance: { basePath: "/v1/esignet", headers: {}, port: "esignet" },
  smoke: [
    {
      id: "discovery",
      title: "OpenID Connect discovery is published",
      port: "esignet",
      method: "GET",
      path: "/.well-known/openid-configuration",
      expect: { status: 200, json: { "/issuer": true, "/jwks_uri": true, "/token_endpoint": true } },
    },
    {
      id: "keys",
      title: "A key is published",
      port: "esignet",
      method: "GET",
      path: "/.well-known/jwks.json",
      expect: { status: 200, json: { "/keys/0/kid": true } },
    },
  ],
});
