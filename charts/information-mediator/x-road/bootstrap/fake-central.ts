import { type Called, error, type FakeState, ok, type Route, type Said } from "./fake-state.ts";
import { trustRoutes } from "./fake-trust.ts";

const ID = /^[\w.-]+:[\w.-]+:[\w.-]+$/;

/** The administration of a central server: what it answers, as the facts about 7.8 say. */
export function centralRoutes(state: FakeState, pin: string): readonly Route[] {
  const { central } = state;
  const token = () => ({
    id: "0",
    logged_in: central.loggedIn,
    status: central.pin === undefined ? "NOT_INITIALIZED" : "OK",
    configuration_signing_keys: central.signingKeys.map((source_type) => ({ source_type, active: true })),
  });
  const status = () => ({
    instance_identifier: central.instance ?? "",
    central_server_address: central.address ?? "",
    software_token_init_status: central.pin === undefined ? "NOT_INITIALIZED" : "INITIALIZED",
  });
  return [
    ["GET", "/initialization/status", () => ok(status())],
    ["POST", "/initialization", ({ body }) => initialize(state, body)],
    ["GET", "/member-classes", () => ok(central.classes.map((code) => ({ code, description: code })))],
    [
      "POST",
      "/member-classes",
      ({ body: { code, description } }) => {
        if (!/^[a-zA-Z0-9-_,.;:!? ]+$/.test(String(description))) return error(400, "validation_failure");
        return add(central.classes, String(code), "member_class_exists");
      },
    ],
    ["GET", "/tokens", () => ok([token()])],
    [
      "PUT",
      "/tokens/0/login",
      ({ body }) => {
        if (central.loggedIn) return error(400, "token_action_not_possible");
        if (body["password"] !== central.pin || central.pin !== pin) return error(400, "pin_incorrect");
        central.loggedIn = true;
        return ok(token());
      },
    ],
    ["POST", "/configuration-sources/:/signing-keys", (called) => addSigningKey(state, called)],
    ["GET", "/configuration-sources/INTERNAL/anchor/download", () => ({ status: 200, body: "<anchor/>" })],
    ["POST", "/members", ({ body }) => addMember(state, body)],
    [
      "GET",
      "/members/:",
      ({ at: [id = ""] }) => {
        const name = central.members[id];
        return name === undefined ? error(404, "member_not_found") : ok({ member_name: name });
      },
    ],
    [
      "PATCH",
      "/members/:",
      ({ at: [id = ""], body }) => {
        if (central.members[id] === undefined) return error(404, "member_not_found");
        central.members[id] = String(body["member_name"]);
        return ok();
      },
    ],
    [
      "GET",
      "/members/:/subsystems",
      ({ at: [member = ""] }) => {
        const own = central.subsystems.filter((id) => id.startsWith(`${member}:`));
        return ok(own.map((id) => ({ subsystem_id: { subsystem_code: id.split(":")[3], encoded_id: id } })));
      },
    ],
    [
      "POST",
      "/subsystems",
      ({ body }) => {
        const id = body["subsystem_id"] as Record<string, string>;
        const member = [central.instance, id["member_class"], id["member_code"]].join(":");
        if (central.members[member] === undefined) return error(404, "member_not_found");
        return add(central.subsystems, `${member}:${id["subsystem_code"]}`, "subsystem_exists");
      },
    ],
    ["GET", "/management-services-configuration", () => ok(management(state))],
    [
      "PATCH",
      "/management-services-configuration",
      ({ body }) => {
        const provider = String(body["service_provider_id"]);
        if (!central.subsystems.includes(provider)) return error(400, "subsystem_not_found");
        central.provider = provider;
        return ok(management(state));
      },
    ],
    [
      "POST",
      "/management-services-configuration/register-provider",
      ({ body }) => {
        const server = String(body["security_server_id"]);
        if (central.servers[server] === undefined) return error(404, "security_server_not_found");
        if (central.providerServer !== undefined)
          return error(400, "subsystem_already_registered_to_security_server");
        central.providerServer = server;
        return ok(management(state));
      },
    ],
    ...trustRoutes(state),
    ["GET", "/management-requests", ({ query }) => ok({ items: waiting(state, query) })],
    ["POST", "/management-requests/:/approval", ({ at: [id] }) => approve(state, Number(id))],
    [
      "GET",
      "/security-servers/:",
      ({ at: [id = ""] }) => {
        const server = central.servers[id];
        return server === undefined ? error(404, "security_server_not_found") : ok(server);
      },
    ],
    [
      "GET",
      "/security-servers/:/clients",
      ({ at: [id = ""] }) => {
        if (central.servers[id] === undefined) return error(404, "security_server_not_found");
        const own = Object.entries(central.clients).filter(([, { server }]) => server === id);
        return ok(own.map(([encoded_id]) => ({ client_id: { encoded_id } })));
      },
    ],
  ];
}

function add(list: string[], value: string, code: string): Said {
  if (list.includes(value)) return error(409, code);
  list.push(value);
  return ok({}, 201);
}

function initialize({ central }: FakeState, body: Called["body"]): Said {
  const { instance_identifier, central_server_address, software_token_pin } = body;
  const all = [central.instance, central.address, central.pin];
  if (all.every((each) => each !== undefined)) return error(409, "init_already_initialized");
  const taken =
    (central.instance !== undefined && instance_identifier !== undefined) ||
    (central.pin !== undefined && software_token_pin !== undefined);
  if (taken) return error(400, "init_software_token_conflict");
  central.instance ??= instance_identifier as string;
  central.address ??= central_server_address as string;
  central.pin ??= software_token_pin as string;
  return ok();
}

function addSigningKey({ central }: FakeState, { at: [source = ""], body }: Called): Said {
  if (!central.loggedIn) return error(400, "token_not_active");
  if (body["token_id"] !== "0" || body["key_label"] === undefined) return error(400, "validation_failure");
  if (central.signingKeys.filter((each) => each === source).length >= 2) return error(400, "keys_limit");
  central.signingKeys.push(source);
  return ok();
}

function addMember({ central }: FakeState, body: Called["body"]): Said {
  const { member_class = "", member_code } = body["member_id"] as Record<string, string>;
  if (!central.classes.includes(member_class)) return error(400, "member_class_not_found");
  const id = `${central.instance}:${member_class}:${member_code}`;
  if (!ID.test(id)) return error(400, "validation_failure");
  if (central.members[id] !== undefined) return error(409, "member_exists");
  central.members[id] = String(body["member_name"]);
  return ok({}, 201);
}

function management({ central }: FakeState) {
  return {
    service_provider_id: central.provider ?? "",
    security_server_id: central.providerServer === undefined ? "" : `SERVER:${central.providerServer}`,
    services_address: `https://${central.address}:4002/managementservice/manage/`,
    wsdl_address: `http://${central.address}/managementservices.wsdl`,
  };
}

function waiting({ central }: FakeState, query: URLSearchParams) {
  return central.requests
    .filter(({ status, type }) => status === query.get("status") && type === query.get("types"))
    .map(({ id, server, client }) => ({
      id,
      security_server_id: { encoded_id: server },
      ...(client === undefined ? {} : { client_id: { encoded_id: client } }),
    }));
}

/** A request is approved once. */
export function approve(state: FakeState, id: number): Said {
  const { central, clock } = state;
  const request = central.requests.find((each) => each.id === id);
  if (request === undefined) return error(404, "management_request_not_found");
  if (request.status === "APPROVED") return error(409, "management_request_invalid_state");
  request.status = "APPROVED";
  const { server, client, address = "" } = request;
  if (client === undefined) central.servers[server] = { address, at: clock };
  else central.clients[client] = { server, at: clock };
  return ok();
}
