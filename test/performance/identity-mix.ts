import type { Mix, Request } from "./mixes.ts";

const PEOPLE = 1000;
const TIME = "2026-11-22T10:00:00.000Z";

/** A thousand people. */
export function identitySeed(): unknown {
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    ...{ individualId: `B-${index}`, names: { given: "Bench", family: `Number ${index}` } },
    ...{ dateOfBirth: "1990-01-01", gender: "Female" },
  }));
  return { people };
}

/** What relying parties read and change, people's data that officers correct, and codes that people have sent. */
export const askIdentity: Mix = (random, client) => {
  const ask = (method: string, path: string, body?: unknown, status = 200): Request => ({
    ...{ method, path, statuses: [status] },
    ...(body === undefined ? {} : { body }),
  });
  const dice = random.next();
  if (dice < 0.25) return ask("GET", "/.well-known/openid-configuration");
  if (dice < 0.5) return ask("GET", "/.well-known/jwks.json");
  if (dice < 0.7) {
    const request = { registrationId: `B-${random.below(PEOPLE)}`, identity: { postalCode: `${client}` } };
    return ask("PATCH", "/updateIdentity", { request });
  }
  if (dice < 0.85) {
    const fields = { fullName: `New ${random.below(1e9)}`, postalCode: "1" };
    return ask("PUT", "/enrollment", { request: { id: `N-${random.below(1e9)}`, fields } }, 201);
  }
  const id = `c-${client}-${random.below(1e9)}`;
  const request = {
    ...{ clientId: id, relyingPartyId: id, publicKey: {}, clientName: `Client ${id}` },
    ...{ logoUri: "https://client.example/logo.png", redirectUris: ["https://client.example/back"] },
    ...{ authContextRefs: ["idbb:acr:generated-code"], userClaims: ["name"] },
    ...{ grantTypes: ["authorization_code"], clientAuthMethods: ["private_key_jwt"] },
  };
  return ask("POST", "/client-mgmt/oidc-client", { requestTime: TIME, request });
};
