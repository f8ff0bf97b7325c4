import { type Frame, serviceRoutes } from "./fake-services.ts";
import {
  type Called,
  error,
  type FakeClient,
  type FakeServer,
  type FakeState,
  isKnown,
  ok,
  type Route,
  type Said,
} from "./fake-state.ts";

/** A security server's clients, their services, and who may call them. */
export function clientsOf(frame: Frame): readonly Route[] {
  const { state, name } = frame;
  const server = () => state.servers[name] as FakeServer;
  const client = (id = "", then: (found: FakeClient) => Said): Said => {
    const found = server().clients[id];
    return found === undefined ? error(404, "client_not_found") : then(found);
  };
  return [
    ["POST", "/clients", ({ body }) => addClient(frame, body)],
    [
      "GET",
      "/clients/:",
      ({ at: [id] }) =>
        client(id, (found) => {
          flip(frame, id ?? "", found);
          return ok({ id, status: found.status, connection_type: found.connection });
        }),
    ],
    [
      "PATCH",
      "/clients/:",
      ({ at: [id], body }) =>
        client(id, (found) => {
          found.connection = String(body["connection_type"]);
          return ok();
        }),
    ],
    ["PUT", "/clients/:/register", ({ at: [id] }) => client(id, (found) => register(frame, id ?? "", found))],
    ...serviceRoutes(frame, client),
  ];
}

function addClient({ state, name }: Frame, body: Called["body"]): Said {
  const server = state.servers[name] as FakeServer;
  const asked = body["client"] as Record<string, string>;
  const member = [state.central.instance, asked["member_class"], asked["member_code"]].join(":");
  const id = `${member}:${asked["subsystem_code"]}`;
  if (server.clients[id] !== undefined) return error(409, "client_already_exists");
  if (body["ignore_warnings"] !== true) return error(400, "warnings_detected");
  const connection = asked["connection_type"] ?? "HTTPS";
  server.clients[id] = { status: "SAVED", connection, descriptions: [], rights: {}, trusted: [] };
  return ok({ id }, 201);
}

/** A client is registered once the server has learnt that the central server knows it. */
function flip({ state }: Frame, id: string, client: FakeClient): void {
  const known = state.central.clients[id];
  const isManagement = id === state.central.provider && state.central.providerServer !== undefined;
  if (isManagement || (known !== undefined && isKnown(state, known))) client.status = "REGISTERED";
}

/** A message to the management services: it needs all that messages need. */
function register(frame: Frame, id: string, client: FakeClient): Said {
  const { state, name } = frame;
  const { central } = state;
  const server = state.servers[name] as FakeServer;
  flip(frame, id, client);
  if (client.status !== "SAVED") return error(409, "action_not_possible");
  const isActive = server.keys.some(
    ({ usage, certificates }) => usage === "AUTHENTICATION" && certificates.some(({ active }) => active),
  );
  if (!isActive) return error(500, "core.server.clientproxy.ssl_authentication_failed");
  if (server.timeStamps.length === 0) return error(500, "core.mlog.no_timestamping_provider_found");
  if (!hasManagement(state)) return error(500, "core.server.serverproxy.access_denied");
  const at = `${central.instance}:${server.owner}:${server.code}`;
  if (central.clients[id] !== undefined)
    return error(500, "core.x", "management_request_client_already_registered");
  if (central.requests.some((each) => each.client === id))
    return error(500, "core.x", "management_request_exists");
  const type = "CLIENT_REGISTRATION_REQUEST";
  central.requests.push({ id: central.requests.length + 1, type, server: at, client: id, status: "WAITING" });
  client.status = "REGISTRATION_IN_PROGRESS";
  return { status: 204 };
}

/** Whether some server has the management services open for every server's owner, and that has gone round. */
function hasManagement(state: FakeState): boolean {
  const { instance, provider = "" } = state.central;
  return Object.values(state.servers).some(({ clients }) => {
    const found = clients[provider];
    const rights = found?.rights[`${instance}:security-server-owners`] ?? [];
    const isOpen = found?.descriptions.some(({ disabled }) => !disabled) === true;
    return isOpen && rights.some((each) => each.code === "clientReg" && isKnown(state, each));
  });
}
