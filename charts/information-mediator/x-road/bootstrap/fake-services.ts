import {
  type Called,
  error,
  type FakeClient,
  type FakeDescription,
  type FakeServer,
  type FakeState,
  isKnown,
  ok,
  type Route,
  type Said,
} from "./fake-state.ts";

/** A server of a fake instance. */
export interface Frame {
  readonly state: FakeState;
  readonly name: string;
}

/** Names that X-Road keeps for itself. */
const RESERVED = ["listclients", "listmethods", "allowedmethods", "getwsdl", "getopenapi"];

/** Answers for a client of the server, or that there is none. */
type ForClient = (id: string | undefined, then: (found: FakeClient) => Said) => Said;

/** The services of a fake server's clients, and who may call them. */
export function serviceRoutes({ state, name }: Frame, client: ForClient): readonly Route[] {
  const server = () => state.servers[name] as FakeServer;
  const described = (id: string | undefined) =>
    Object.values(server().clients)
      .flatMap(({ descriptions }) => descriptions)
      .find((each) => each.id === id);
  return [
    [
      "GET",
      "/clients/:/service-descriptions",
      ({ at: [id] }) => client(id, ({ descriptions }) => ok(descriptions.map(show))),
    ],
    [
      "POST",
      "/clients/:/service-descriptions",
      ({ at: [id], body }) => client(id, (found) => describe(id ?? "", found, body)),
    ],
    ["PATCH", "/services/:", ({ at: [id], body }) => change(server(), id, body)],
    [
      "PUT",
      "/service-descriptions/:/enable",
      ({ at: [id] }) => {
        const found = described(id);
        if (found === undefined) return error(404, "service_description_not_found");
        found.disabled = false;
        return ok();
      },
    ],
    [
      "GET",
      "/clients/:/service-clients",
      ({ at: [id] }) => client(id, ({ rights }) => ok(Object.keys(rights).map((caller) => ({ id: caller })))),
    ],
    [
      "GET",
      "/clients/:/service-clients/:/access-rights",
      ({ at: [id, caller = ""] }) =>
        client(id, ({ rights }) => {
          const given = rights[caller];
          if (given === undefined) return error(404, "service_client_not_found");
          return ok(given.map(({ code }) => ({ service_code: code })));
        }),
    ],
    [
      "POST",
      "/clients/:/service-clients/:/access-rights",
      ({ at: [id, caller = ""], body }) => client(id, (found) => grant(state, found, caller, body)),
    ],
    [
      "POST",
      "/clients/:/service-clients/:/access-rights/delete",
      ({ at: [id, caller = ""], body }) => client(id, (found) => revoke(found, caller, body)),
    ],
    [
      "GET",
      "/clients/:/tls-certificates",
      ({ at: [id] }) => client(id, ({ trusted }) => ok(trusted.map((hash) => ({ hash })))),
    ],
    [
      "POST",
      "/clients/:/tls-certificates",
      ({ at: [id], raw }) =>
        client(id, ({ trusted }) => {
          if (trusted.includes(raw)) return error(409, "certificate_already_exists");
          trusted.push(raw);
          return ok({}, 201);
        }),
    ],
  ];
}

function show({ id, type, disabled, services }: FakeDescription) {
  return {
    id,
    type,
    disabled,
    services: services.map(({ id, code: service_code, url, timeout, ssl: ssl_auth }) => ({
      id,
      service_code,
      url,
      timeout,
      ssl_auth,
    })),
  };
}

function describe(client: string, found: FakeClient, body: Called["body"]): Said {
  const { url, type, rest_service_code: code } = body;
  const codes = type === "WSDL" ? ["clientReg", "clientDeletion"] : [String(code)];
  if (codes.some((each) => RESERVED.includes(each.toLowerCase()))) return error(400, "service_code_reserved");
  const known = found.descriptions.flatMap(({ services }) => services.map((each) => each.code.toLowerCase()));
  if (codes.some((each) => known.includes(each.toLowerCase())))
    return error(409, type === "WSDL" ? "wsdl_exists" : "service_code_already_exists");
  const id = `${client}/${found.descriptions.length + 1}`;
  const ssl = String(url).startsWith("https:");
  const services = codes.map((each) => ({
    id: `${client}:${each}`,
    code: each,
    url: String(url),
    timeout: 60,
    ssl,
  }));
  found.descriptions.push({ id, type: String(type), disabled: true, services });
  return ok({ id }, 201);
}

function change(server: FakeServer, id: string | undefined, body: Called["body"]): Said {
  const { url, timeout, ssl_auth: ssl, url_all } = body;
  if (typeof url !== "string" || typeof timeout !== "number" || typeof ssl !== "boolean")
    return error(400, "validation_failure");
  const all = Object.values(server.clients).flatMap(({ descriptions }) => descriptions);
  const description = all.find(({ services }) => services.some((each) => each.id === id));
  if (description === undefined) return error(404, "service_not_found");
  for (const each of description.services) {
    if (each.id === id || url_all === true) Object.assign(each, { url, timeout, ssl });
  }
  return ok();
}

const codesIn = (body: Called["body"]): string[] =>
  ((body["items"] ?? []) as readonly { service_code: string }[]).map(({ service_code }) => service_code);

function grant(state: FakeState, found: FakeClient, caller: string, body: Called["body"]): Said {
  const { instance, clients, servers } = state.central;
  const isGroup =
    caller === `${instance}:security-server-owners` &&
    Object.values(servers).some((each) => isKnown(state, each));
  const client = clients[caller];
  if (!isGroup && (client === undefined || !isKnown(state, client)))
    return error(404, "service_client_not_found");
  const given = found.rights[caller] ?? [];
  const codes = codesIn(body);
  if (codes.some((code) => given.some((each) => each.code === code)))
    return error(409, "duplicate_accessright");
  found.rights[caller] = [...given, ...codes.map((code) => ({ code, at: state.clock }))];
  return ok({}, 201);
}

function revoke(found: FakeClient, caller: string, body: Called["body"]): Said {
  const codes = codesIn(body);
  const left = (found.rights[caller] ?? []).filter(({ code }) => !codes.includes(code));
  if (left.length === (found.rights[caller] ?? []).length) return error(404, "accessright_not_found");
  if (left.length === 0) delete found.rights[caller];
  else found.rights[caller] = left;
  return { status: 204 };
}
