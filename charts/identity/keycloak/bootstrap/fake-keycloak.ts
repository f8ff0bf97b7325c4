import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request is answered with instead of what Keycloak would say. */
export type Trouble = "cut" | "cut-after" | 401 | 409 | 429 | 500 | 503;

interface Client extends Record<string, unknown> {
  readonly id: string;
}

/** All that Keycloak keeps, as far as the bootstrap speaks of it. */
export interface KeycloakState {
  realms: Record<string, { realm: Record<string, unknown>; roles: string[]; clients: Client[] }>;
}

/** Keycloak's Admin REST API as a table of routes over a state, with trouble at the requests of one's choice. */
export interface FakeKeycloak {
  readonly url: string;
  readonly state: KeycloakState;
  /** `METHOD PATH` of every request, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Starts it on loopback. `trouble` is asked at each request, by its number from 0. A request that Keycloak does not
 * know is answered 404 and noted as `unknown`.
 */
export async function startFakeKeycloak(
  password: string,
  state: KeycloakState = { realms: {} },
  trouble: (index: number, request: string) => Trouble | undefined = () => undefined,
): Promise<FakeKeycloak> {
  const requests: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    const name = `${request.method} ${request.url}`;
    const index = requests.push(name) - 1;
    const what = trouble(index, name);
    if (what === "cut") return request.socket.destroy();
    const said = typeof what === "number" ? { status: what } : route(state, password, request, body);
    if (what === "cut-after") return request.socket.destroy();
    if (said === undefined) requests.push(`unknown ${name}`);
    const { status, body: json = {} } = said ?? { status: 404 };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function route(
  state: KeycloakState,
  password: string,
  request: IncomingMessage,
  text: string,
): Answer | undefined {
  const url = new URL(request.url ?? "/", "http://fake");
  if (url.pathname === "/realms/master/protocol/openid-connect/token") {
    const isRight = new URLSearchParams(text).get("password") === password;
    return isRight ? { status: 200, body: { access_token: "token", expires_in: 60 } } : { status: 401 };
  }
  if (request.headers.authorization !== "Bearer token") return { status: 401 };
  if (!url.pathname.startsWith("/admin/realms")) return undefined;
  const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  return administer(state, request.method, url, body);
}

function administer(
  state: KeycloakState,
  method: string | undefined,
  url: URL,
  body: Record<string, unknown>,
): Answer | undefined {
  const [realm, kind, id] = url.pathname.split("/").slice(3);
  if (realm === undefined) return createRealm(state, body);
  const found = state.realms[realm];
  if (found === undefined) return { status: 404 };
  if (kind === undefined) return realmItself(found, method, body);
  if (kind === "roles") return roles(found, method, id, body);
  return kind === "clients" ? clients(found, method, id, url, body) : undefined;
}

type Realm = KeycloakState["realms"][string];

function createRealm(state: KeycloakState, body: Record<string, unknown>): Answer {
  const name = String(body["realm"]);
  if (state.realms[name] !== undefined) return { status: 409 };
  state.realms[name] = { realm: body, roles: [], clients: [] };
  return { status: 201 };
}

function realmItself(found: Realm, method: string | undefined, body: Record<string, unknown>): Answer {
  if (method === "GET") return { status: 200, body: found.realm };
  found.realm = { ...found.realm, ...body };
  return { status: 204 };
}

function roles(
  found: Realm,
  method: string | undefined,
  id: string | undefined,
  body: Record<string, unknown>,
): Answer {
  if (method === "GET")
    return found.roles.includes(id ?? "") ? { status: 200, body: { name: id } } : { status: 404 };
  const name = String(body["name"]);
  if (found.roles.includes(name)) return { status: 409 };
  found.roles.push(name);
  return { status: 201 };
}

function clients(
  found: Realm,
  method: string | undefined,
  id: string | undefined,
  url: URL,
  body: Record<string, unknown>,
): Answer {
  if (method === "GET") {
    const wanted = url.searchParams.get("clientId");
    return { status: 200, body: found.clients.filter((client) => client["clientId"] === wanted) };
  }
  const index = found.clients.findIndex(
    (client) => client.id === id || client["clientId"] === body["clientId"],
  );
  if (method === "PUT") {
    if (index < 0) return { status: 404 };
    found.clients[index] = { ...(found.clients[index] as Client), ...body };
    return { status: 204 };
  }
  if (index >= 0) return { status: 409 };
  found.clients.push({ id: `id-${found.clients.length}`, ...body });
  return { status: 201 };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
