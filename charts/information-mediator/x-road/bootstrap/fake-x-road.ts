import type { XRoadSetup } from "../settings.ts";
import { centralRoutes } from "./fake-central.ts";
import { serverRoutes } from "./fake-server.ts";
import {
  type Called,
  error,
  type FakeState,
  isKnown,
  isPublished,
  ok,
  type Route,
  type Said,
} from "./fake-state.ts";
import type { Answered, Asked, Transport } from "./transport.ts";

/** What happens to a request instead of, or after, what X-Road would do. */
export type Trouble = "cut" | "cut-after" | 401 | 409 | 429 | 500 | 503;

/** A fake instance of X-Road behind a transport of its own: no network, so that it can be killed thousands of times. */
export interface FakeXRoad {
  readonly state: FakeState;
  readonly transport: Transport;
  /** Every request that got a session, and what it said. */
  readonly asked: Asked[];
  /** `METHOD URL` of what no real server would know. */
  readonly unknown: string[];
}

/** What the fake's servers accept. */
export const PASSWORD = "administrator-0";
export const PIN = "Pin-0secret";

interface Host {
  readonly base: string;
  readonly routes: readonly Route[];
  session: string | undefined;
}

/** Starts it over a state; `trouble` is asked at each request, by its number from 0. */
export function startFakeXRoad(
  setup: XRoadSetup,
  state: FakeState,
  authorityPem: string,
  trouble: (index: number, asked: Asked) => Trouble | undefined = () => undefined,
): FakeXRoad {
  const asked: Asked[] = [];
  const unknown: string[] = [];
  const hosts: Host[] = setup.servers.map(({ adminUrl, organization: name }) => ({
    base: adminUrl,
    routes: serverRoutes({ state, name, pin: PIN }),
    session: undefined,
  }));
  if (setup.development !== undefined) {
    const base = setup.development.central.adminUrl;
    hosts.push({ base, routes: centralRoutes(state, PIN), session: undefined });
  }
  let requests = 0;
  const answer = (one: Asked): Said => {
    state.clock += 1;
    const said = respond(setup, state, hosts, authorityPem, one);
    asked.push(one);
    if (said === undefined) unknown.push(`${one.method} ${one.url}`);
    return said ?? error(404, "no_such_path");
  };
  const transport: Transport = async (one, stop) => {
    stop.throwIfAborted();
    const what = trouble(requests++, one);
    if (what === "cut") throw new Error("connection refused");
    if (what === 401) for (const host of hosts) host.session = undefined;
    const said = typeof what === "number" ? error(what, "trouble") : answer(one);
    stop.throwIfAborted();
    if (what === "cut-after") throw new Error("connection reset");
    return encode(said);
  };
  return { state, transport, asked, unknown };
}

function respond(
  setup: XRoadSetup,
  state: FakeState,
  hosts: readonly Host[],
  authorityPem: string,
  asked: Asked,
): Said | undefined {
  const host = hosts.find(({ base }) => asked.url.startsWith(`${base}/`));
  if (host !== undefined) return administer(host, asked);
  const message = setup.servers.find(({ messageUrl }) => asked.url.startsWith(`${messageUrl}/r1/`));
  if (message !== undefined) return passMessage(state, asked.url.slice(message.messageUrl.length), asked);
  const healthy = setup.servers.find(({ healthUrl }) => asked.url === `${healthUrl}/`);
  if (healthy !== undefined) {
    const keys = state.servers[healthy.organization]?.keys ?? [];
    const isWell = keys.some(
      ({ usage, certificates }) => usage === "AUTHENTICATION" && certificates[0]?.active,
    );
    return { status: isWell ? 200 : 500 };
  }
  return support(setup, state, authorityPem, asked);
}

/** The central server's configuration, and the authority. */
function support(setup: XRoadSetup, state: FakeState, authorityPem: string, asked: Asked): Said | undefined {
  const { development } = setup;
  if (development === undefined) return undefined;
  if (asked.url === `${development.central.configurationUrl}/internalconf?version=6`)
    return { status: isPublished(state) ? 200 : 404 };
  const { signUrl } = development.authority;
  if (!asked.url.startsWith(`${signUrl}/`)) return undefined;
  const path = asked.url.slice(signUrl.length);
  if (/^\/(ca|ocsp|tsa)\.pem$/.test(path)) return { status: 200, body: authorityPem };
  const use = /^\/(authentication|signing)$/.exec(path)?.[1];
  return use === undefined ? undefined : { status: 200, body: `CERTIFICATE ${use} OF ${asked.body}` };
}

function administer(host: Host, asked: Asked): Said | undefined {
  const path = asked.url.slice(host.base.length);
  if (path === "/login") {
    const form = new URLSearchParams(String(asked.body));
    if (form.get("password") !== PASSWORD) return { status: 401 };
    host.session = String(Number(host.session ?? 0) + 1);
    const cookies = [`JSESSIONID=s${host.session}; Path=/`, `XSRF-TOKEN=x${host.session}; Path=/`];
    return { status: 200, headers: { "set-cookie": cookies } };
  }
  const { cookie, "x-xsrf-token": token } = asked.headers ?? {};
  const expected = `JSESSIONID=s${host.session}; XSRF-TOKEN=x${host.session}`;
  if (host.session === undefined || cookie !== expected || token !== `x${host.session}`)
    return { status: 403 };
  if (!path.startsWith("/api/v1/")) return undefined;
  const [pathname = "", query = ""] = path.slice("/api/v1".length).split("?");
  for (const [method, pattern, handle] of host.routes) {
    const at = matchPath(pattern, pathname);
    if (method === asked.method && at !== undefined)
      return handle({ at, query: new URLSearchParams(query), ...bodyOf(asked) });
  }
  return undefined;
}

function matchPath(pattern: string, path: string): string[] | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  if (!wanted.every((piece, index) => piece === ":" || piece === given[index])) return undefined;
  return given.filter((_, index) => wanted[index] === ":").map(decodeURIComponent);
}

function bodyOf({ headers = {}, body = "" }: Asked): Pick<Called, "body" | "raw"> {
  const raw = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
  const type = headers["content-type"] ?? "";
  if (type === "application/json") return { raw, body: JSON.parse(raw) };
  const boundary = /boundary=(.*)/.exec(type)?.[1];
  if (boundary === undefined) return { raw, body: {} };
  const fields = raw.split(`--${boundary}`).flatMap((part) => {
    const [head = "", ...rest] = part.split("\r\n\r\n");
    const [, name = "", file] = /name="(\w+)"(?:; filename="([^"]*)")?/.exec(head) ?? [];
    const text = rest.join("\r\n\r\n").replace(/\r\n$/, "");
    return name === "" ? [] : [[name, text] as const, [`${name}.name`, file] as const];
  });
  return { raw, body: Object.fromEntries(fields) };
}

/** `allowedMethods` of a subsystem, as its caller's own server passes the question on. */
function passMessage(state: FakeState, path: string, asked: Asked): Said | undefined {
  const [, r1, ...pieces] = path.split("/");
  if (r1 !== "r1" || pieces.pop() !== "allowedMethods") return undefined;
  const caller = (asked.headers?.["x-road-client"] ?? "").replaceAll("/", ":");
  const isRegistered = Object.values(state.servers).some(
    ({ clients }) => clients[caller]?.status === "REGISTERED",
  );
  if (!isRegistered) return { status: 500, body: { type: "server.clientproxy.unknown_member" } };
  const provider = Object.values(state.servers).find(({ clients }) => clients[pieces.join(":")])?.clients[
    pieces.join(":")
  ];
  const rights = (provider?.rights[caller] ?? []).filter((each) => isKnown(state, each));
  return ok({ service: rights.map(({ code }) => ({ service_code: code })) });
}

function encode({ status, body = "", headers = {} }: Said): Answered {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers, body: Buffer.from(text) };
}
