import { createHash } from "node:crypto";
import { clientsOf } from "./fake-clients.ts";
import { type FakeServerFrame, flip, keyRoutes } from "./fake-keys.ts";
import {
  type Called,
  error,
  type FakeServer,
  type FakeState,
  isKnown,
  isPublished,
  ok,
  type Route,
  type Said,
} from "./fake-state.ts";

/** The administration of a security server: what it answers, as the facts about 7.8 say. */
export function serverRoutes(frame: FakeServerFrame): readonly Route[] {
  const { state, name } = frame;
  const server = () => state.servers[name] as FakeServer;
  const token = () => tokenOf(state, server());
  return [
    ["GET", "/initialization/status", () => ok(statusOf(server()))],
    [
      "POST",
      "/system/anchor",
      () => {
        if (server().anchor) return error(409, "anchor_already_exists");
        if (!isPublished(state)) return error(400, "conf_download_failed");
        server().anchor = true;
        return ok({}, 201);
      },
    ],
    ["POST", "/system/anchor/previews", ({ raw }) => ok({ hash: hashOf(raw).slice(0, 56) }, 201)],
    ["POST", "/initialization", ({ body }) => initialize(server(), body)],
    ["GET", "/tokens", () => ok([token()])],
    [
      "PUT",
      "/tokens/0/login",
      ({ body }) => {
        if (server().loggedIn) return error(409, "action_not_possible");
        if (body["password"] !== server().pin) return error(400, "pin_incorrect");
        server().loggedIn = true;
        return ok(token());
      },
    ],
    ...keyRoutes(frame),
    ["GET", "/timestamping-services", () => ok(offered(state).map(timeStamps))],
    ["GET", "/system/timestamping-services", () => ok(server().timeStamps.map(timeStamps))],
    [
      "POST",
      "/system/timestamping-services",
      ({ body }) => {
        const url = String(body["url"]);
        if (!offered(state).includes(url)) return error(400, "timestamping_service_not_found");
        if (server().timeStamps.includes(url)) return error(409, "timestamping_service_already_configured");
        server().timeStamps.push(url);
        return ok({}, 201);
      },
    ],
    ...clientsOf(frame),
  ];
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").toUpperCase();

const timeStamps = (url: string) => ({ name: "time", url, cost_type: "FREE" });

const offered = (state: FakeState): string[] =>
  state.central.timeStamps.filter((each) => isKnown(state, each)).map(({ url }) => url);

function statusOf(server: FakeServer) {
  return {
    is_anchor_imported: server.anchor,
    is_server_code_initialized: server.code !== undefined,
    is_server_owner_initialized: server.owner !== undefined,
    software_token_init_status: server.pin === undefined ? "NOT_INITIALIZED" : "INITIALIZED",
  };
}

function initialize(server: FakeServer, body: Called["body"]): Said {
  const { security_server_code: code, owner_member_class, owner_member_code, software_token_pin: pin } = body;
  if (!server.anchor) return error(409, "anchor_not_found");
  if (server.code !== undefined && server.owner !== undefined && server.pin !== undefined)
    return error(409, "server_already_fully_initialized");
  const owner = owner_member_class === undefined ? undefined : `${owner_member_class}:${owner_member_code}`;
  const twice = [
    [server.code, code],
    [server.owner, owner],
    [server.pin, pin],
  ].some(([known, given]) => known !== undefined && given !== undefined);
  if (twice || body["ignore_warnings"] !== true) return error(400, "invalid_init_params");
  server.code ??= code as string | undefined;
  server.owner ??= owner;
  server.pin ??= pin as string | undefined;
  return ok({}, 201);
}

function tokenOf(state: FakeState, server: FakeServer) {
  flip(state, server);
  return {
    id: "0",
    logged_in: server.loggedIn,
    status: server.pin === undefined ? "NOT_INITIALIZED" : "OK",
    keys: server.keys.map(({ id, usage, requests, certificates }) => ({
      id,
      ...(usage === undefined ? {} : { usage }),
      certificate_signing_requests: requests.map((each) => ({ id: each.id, owner_id: each.owner })),
      certificates: certificates.map(({ hash, owner, active, status }) => ({
        owner_id: owner,
        active,
        status,
        certificate_details: { hash },
      })),
    })),
  };
}
