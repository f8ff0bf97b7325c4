/** An answer; `wrong` says why the request was none that the services know. */
export interface Said {
  readonly status: number;
  readonly body?: unknown;
  readonly wrong?: string;
}

type Fields = Record<string, unknown>;

/** All that the two services keep, as far as the bootstrap speaks of it. */
export interface EsignetState {
  issuer: string;
  /** The services' clock, milliseconds ahead of ours. */
  ahead?: number;
  clients: Record<string, Fields>;
  people: Record<string, Fields>;
}

/** The forms of the requests, as the services check them. */
const CHANGEABLE = [
  "clientName",
  "logoUri",
  "redirectUris",
  "userClaims",
  "authContextRefs",
  "grantTypes",
  "clientAuthMethods",
];
const NEW_CLIENT = [...CHANGEABLE, "clientId", "relyingPartyId", "publicKey"];
const CLAIMS = [
  "name",
  "address",
  "gender",
  "birthdate",
  "picture",
  "email",
  "phone_number",
  "individual_id",
];
const REFUSED_HOSTS = /\.(example|test|invalid|local|internal|svc)$/;
const PERSON = [
  ...["individualId", "pin", "fullName", "givenName", "familyName", "gender", "dateOfBirth", "locality"],
  ...["region", "country", "postalCode", "email", "phone", "encodedPhoto", "preferredLang"],
];

const ok = (response: unknown): Said => ({ status: 200, body: { response, errors: [] } });
const error = (errorCode: string, wrong?: string): Said => ({
  status: 200,
  body: { response: null, errors: [{ errorCode, errorMessage: `said of ${errorCode}` }] },
  ...(wrong === undefined ? {} : { wrong }),
});

interface Call {
  readonly state: EsignetState;
  readonly id: string;
  readonly request: Fields;
}

const ROUTES: readonly { route: RegExp; answer: (call: Call) => Said }[] = [
  { route: /^GET \/v1\/esignet\/oidc\/\.well-known\/openid-configuration$/, answer: discovery },
  { route: /^POST \/v1\/esignet\/client-mgmt\/oidc-client$/, answer: createClient },
  { route: /^PUT \/v1\/esignet\/client-mgmt\/oidc-client\/([^/]+)$/, answer: updateClient },
  { route: /^PATCH \/v1\/esignet\/client-mgmt\/client\/([^/]+)$/, answer: patchClient },
  { route: /^GET \/v1\/mock-identity-system\/identity\/([^/]+)$/, answer: readPerson },
  { route: /^POST \/v1\/mock-identity-system\/identity$/, answer: createPerson },
  { route: /^PUT \/v1\/mock-identity-system\/identity$/, answer: updatePerson },
];

/** What the services say to a request, and what it does to their state. */
export function answerFor(state: EsignetState, method: string, path: string, text: string): Said {
  const name = `${method} ${path}`;
  for (const { route, answer } of ROUTES) {
    const match = route.exec(name);
    if (match === null) continue;
    const call = { state, id: decodeURIComponent(match[1] ?? ""), request: {} };
    if (method === "GET") return answer(call);
    const { requestTime, request } = JSON.parse(text) as { requestTime: string; request: Fields };
    if (!isTimely(requestTime, state)) return error("invalid_request");
    return answer({ ...call, request });
  }
  return { status: method === "GET" && name.includes("client-mgmt") ? 405 : 404, wrong: "unknown" };
}

function isTimely(requestTime: string, { ahead = 0 }: EsignetState): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(requestTime)) return false;
  return Math.abs(Date.now() + ahead - Date.parse(requestTime)) <= 120_000;
}

function discovery({ state }: Call): Said {
  const { issuer } = state;
  return {
    status: 200,
    body: { issuer, jwks_uri: `${issuer}/.well-known/jwks.json`, claims_supported: CLAIMS },
  };
}

function createClient({ state, request }: Call): Said {
  const refused = refusedClient(request, NEW_CLIENT);
  if (refused !== undefined) return refused;
  const id = String(request["clientId"]);
  if (state.clients[id] !== undefined) return error("duplicate_client_id");
  const key = JSON.stringify(request["publicKey"]);
  if (Object.values(state.clients).some((each) => JSON.stringify(each["publicKey"]) === key)) {
    return error("duplicate_public_key");
  }
  state.clients[id] = { ...request, status: "ACTIVE" };
  return ok({ clientId: id, status: "ACTIVE" });
}

function updateClient({ state, id, request }: Call): Said {
  const refused = refusedClient(request, [...CHANGEABLE, "status"]);
  if (refused !== undefined) return refused;
  return changeClient({ state, id, request });
}

function patchClient(call: Call): Said {
  const unknown = Object.keys(call.request).filter((key) => ![...CHANGEABLE, "status"].includes(key));
  return unknown.length > 0 ? error("invalid_request", `unknown ${unknown}`) : changeClient(call);
}

function changeClient({ state, id, request }: Call): Said {
  if (state.clients[id] === undefined) return error("invalid_client_id");
  if (!["ACTIVE", "INACTIVE"].includes(String(request["status"])))
    return error("invalid_status", "its status");
  state.clients[id] = { ...state.clients[id], ...request };
  return ok({ clientId: id, status: request["status"] });
}

function refusedClient(request: Fields, fields: readonly string[]): Said | undefined {
  if (Object.keys(request).toSorted().join() !== fields.toSorted().join()) {
    return error("invalid_request", `fields ${Object.keys(request)}`);
  }
  const uris = request["redirectUris"] as string[];
  if (uris.length < 1 || uris.length > 5) return error("invalid_redirect_uri", "their number");
  if (uris.some((uri) => REFUSED_HOSTS.test(new URL(uri).hostname))) return error("invalid_redirect_uri");
  const claims = request["userClaims"] as string[];
  return claims.every((claim) => CLAIMS.includes(claim))
    ? undefined
    : error("invalid_claim", `claims ${claims}`);
}

function readPerson({ state, id }: Call): Said {
  const person = state.people[id];
  return person === undefined ? error("invalid_individual_id") : ok({ ...person, password: "hash" });
}

function createPerson({ state, request }: Call): Said {
  if (Object.keys(request).toSorted().join() !== PERSON.toSorted().join()) {
    return error("invalid_identity_data", `fields ${Object.keys(request)}`);
  }
  const id = String(request["individualId"]);
  if (state.people[id] !== undefined) return error("duplicate_individual_id");
  state.people[id] = request;
  return ok({ status: "mock identity data created successfully" });
}

function updatePerson({ state, request }: Call): Said {
  const id = String(request["individualId"]);
  const unknown = Object.keys(request).filter((key) => !PERSON.includes(key));
  if (unknown.length > 0) return error("invalid_identity_data", `unknown ${unknown}`);
  if (state.people[id] === undefined) return error("invalid_individual_id");
  state.people[id] = { ...state.people[id], ...request };
  return ok({ status: "mock identity data updated successfully" });
}
