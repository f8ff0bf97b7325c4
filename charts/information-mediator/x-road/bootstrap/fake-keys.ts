import { createHash } from "node:crypto";
import {
  type Called,
  error,
  type FakeKey,
  type FakeServer,
  type FakeState,
  isKnown,
  ok,
  type Route,
  type Said,
} from "./fake-state.ts";

/** What a fake security server is told of itself. */
export interface FakeServerFrame {
  readonly state: FakeState;
  readonly name: string;
  /** The PIN that its pod enters after a start. */
  readonly pin: string;
}

/** The fields that a certificate's subject has in the profile FiVRK, and which of them the server fills. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  AUTHENTICATION: ["O", "CN", "subjectAltName"],
  SIGNING: ["O", "subjectAltName"],
};
const FILLED: Readonly<Record<string, readonly string[]>> = {
  AUTHENTICATION: ["C", "serialNumber"],
  SIGNING: ["C", "serialNumber", "CN"],
};

/** A fake security server's keys, their requests and certificates, and their registration. */
export function keyRoutes(frame: FakeServerFrame): readonly Route[] {
  const { state, name } = frame;
  const server = () => state.servers[name] as FakeServer;
  return [
    [
      "GET",
      "/certificate-authorities",
      () => ok(authorities(state).map((name) => ({ name, default_csr_format: "DER" }))),
    ],
    [
      "GET",
      "/certificate-authorities/:/csr-subject-fields",
      ({ at: [authority = ""], query }) => {
        if (!authorities(state).includes(authority)) return error(404, "certificate_authority_not_found");
        return ok(fields(query.get("key_usage_type") ?? ""));
      },
    ],
    ["POST", "/tokens/0/keys-with-csrs", ({ body }) => addKey(state, server(), body)],
    [
      "POST",
      "/keys/:/csrs",
      ({ at: [id], body }) => {
        const key = server().keys.find((each) => each.id === id);
        return key === undefined ? error(404, "key_not_found") : request(state, server(), key, body);
      },
    ],
    ["GET", "/keys/:/csrs/:", ({ at: [key, id] }) => readRequest(server(), key, id)],
    ["POST", "/token-certificates", ({ raw }) => importCertificate(state, server(), raw)],
    ["PUT", "/token-certificates/:/activate", ({ at: [hash] }) => activate(state, server(), hash)],
    ["PUT", "/token-certificates/:/register", ({ at: [hash], body }) => register(frame, hash, body)],
  ];
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").toUpperCase();

const authorities = (state: FakeState): string[] =>
  state.central.authorities
    .filter((each) => isKnown(state, each) && each.responders.length > 0)
    .map(({ name }) => name);

/** A certificate is registered once the server has learnt that the central server knows it. */
export function flip(state: FakeState, server: FakeServer): void {
  const known = state.central.servers[`${state.central.instance}:${server.owner}:${server.code}`];
  if (known === undefined || !isKnown(state, known)) return;
  for (const { usage, certificates } of server.keys)
    if (usage === "AUTHENTICATION") for (const each of certificates) each.status = "REGISTERED";
}

function fields(usage: string) {
  const field = (read_only: boolean) => (id: string) => ({ id, read_only, required: true });
  return [...(FILLED[usage] ?? []).map(field(true)), ...(FIELDS[usage] ?? []).map(field(false))];
}

function addKey(state: FakeState, server: FakeServer, body: Called["body"]): Said {
  if (!server.loggedIn) return error(409, "action_not_possible");
  const key: FakeKey = { id: `key-${server.keys.length + 1}`, requests: [], certificates: [] };
  const said = request(state, server, key, body["csr_generate_request"] as Called["body"]);
  if (said.status >= 300) return said;
  server.keys.push(key);
  return ok({ key: { id: key.id }, csr_id: key.requests[0]?.id });
}

function request(state: FakeState, server: FakeServer, key: FakeKey, body: Called["body"]): Said {
  const { key_usage_type: usage, ca_name, csr_format, member_id, subject_field_values = {} } = body;
  if (!authorities(state).includes(String(ca_name))) return error(404, "certificate_authority_not_found");
  if (csr_format !== "DER") return error(400, "invalid_csr_format");
  const given = Object.keys(subject_field_values as object).sort();
  const wanted = (FIELDS[String(usage)] ?? []).toSorted();
  if (given.join() !== wanted.join()) return error(400, "invalid_dn_parameter", ...given);
  if ((usage === "SIGNING") !== (member_id !== undefined)) return error(400, "validation_failure");
  key.usage = String(usage);
  key.requests.push({ id: `csr-${key.id}-${server.code}`, owner: member_id as string | undefined });
  return ok();
}

function readRequest(server: FakeServer, keyId?: string, id?: string): Said {
  const key = server.keys.find((each) => each.id === keyId);
  if (key?.requests.some((each) => each.id === id) !== true) return error(404, "csr_not_found");
  return { status: 200, body: `REQUEST ${id}` };
}

/** The fake authority gives `CERTIFICATE USE OF REQUEST ID`. */
function importCertificate(state: FakeState, server: FakeServer, text: string): Said {
  const [, use, id] = /^CERTIFICATE (\w+) OF REQUEST ([\w-]+)$/.exec(text.trim()) ?? [];
  const key = server.keys.find(({ requests }) => requests.some((each) => each.id === id));
  if (key === undefined) {
    const isThere = server.keys.some(({ certificates }) =>
      certificates.some(({ hash }) => hash === hashOf(text)),
    );
    return isThere ? error(409, "certificate_already_exists") : error(400, "csr_not_found");
  }
  if (use !== key.usage?.toLowerCase()) return error(400, "cert_wrong_usage");
  const owner = key.requests[0]?.owner;
  const isSigning = key.usage === "SIGNING";
  const status = isSigning ? "REGISTERED" : "SAVED";
  key.requests = [];
  key.certificates.push({ hash: hashOf(text), owner, active: false, status, at: state.clock });
  return ok({}, 201);
}

/** OCSP says nothing of a certificate for a while after it was made. */
function activate(state: FakeState, server: FakeServer, hash?: string): Said {
  flip(state, server);
  const found = server.keys.flatMap(({ certificates }) => certificates).find((each) => each.hash === hash);
  if (found === undefined) return error(404, "certificate_not_found");
  if (!isKnown(state, found)) return error(500, "ocsp_response_not_found");
  if (found.active) return error(409, "action_not_possible");
  found.active = true;
  return { status: 204 };
}

function register({ state, name }: FakeServerFrame, hash: string | undefined, body: Called["body"]): Said {
  const server = state.servers[name] as FakeServer;
  const { central } = state;
  const certificates = server.keys.flatMap((key) =>
    key.certificates.map((each) => ({ ...each, usage: key.usage })),
  );
  const found = server.keys.flatMap((key) => key.certificates).find((each) => each.hash === hash);
  if (found === undefined) return error(404, "certificate_not_found");
  if (found.status !== "SAVED") return error(409, "action_not_possible");
  if (!certificates.some(({ usage, active }) => usage === "SIGNING" && active))
    return error(500, "core.server.no_suitable_certificate");
  const id = `${central.instance}:${server.owner}:${server.code}`;
  if (central.servers[id] !== undefined)
    return error(500, "core.server.clientproxy", "management_request_security_server_exists");
  if (central.requests.some((each) => each.server === id && each.client === undefined))
    return error(500, "core.server.clientproxy", "management_request_exists");
  const type = "AUTH_CERT_REGISTRATION_REQUEST";
  const address = String(body["address"]);
  central.requests.push({ id: central.requests.length + 1, type, server: id, address, status: "WAITING" });
  found.status = "REGISTRATION_IN_PROGRESS";
  return { status: 204 };
}
