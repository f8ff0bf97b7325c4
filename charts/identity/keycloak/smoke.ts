import type { SmokeCheck } from "../../spi/index.ts";
import { baseOf, type KeycloakOptions } from "./settings.ts";

/** What any Keycloak answers without an account. */
export const smoke = ({ realm, relativePath }: KeycloakOptions): readonly SmokeCheck[] => [
  {
    id: "ready",
    title: "Keycloak and its database are ready",
    port: "management",
    method: "GET",
    path: "/health/ready",
    expect: { status: 200, json: { "/status": "UP" } },
  },
  {
    id: "discovery",
    title: "OpenID Connect discovery is published",
    port: "http",
    method: "GET",
    path: `${baseOf(relativePath)}/realms/${realm}/.well-known/openid-configuration`,
    expect: { status: 200, json: { "/issuer": true, "/jwks_uri": true, "/token_endpoint": true } },
  },
  {
    id: "keys",
    title: "Keys are published",
    port: "http",
    method: "GET",
    path: `${baseOf(relativePath)}/realms/${realm}/protocol/openid-connect/certs`,
    expect: { status: 200, json: { "/keys/0/kid": true } },
  },
];
