import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import { textOf, type World, type Write } from "./world.ts";

const CLIENTS = 8;
const SLOTS = 12;
const TIME = "2026-11-21T10:00:00.000Z";

/** Eight clients that enrol people, change and block them, manage relying parties and rotate the signing key. */
export function createIdentityWorld(): World {
  const journal = new Journal();
  const seed = { people: Array.from({ length: CLIENTS }, (_, client) => personOf(client)) };
  for (let client = 0; client < CLIENTS; client++) journal.put(`block/${client}`, "free");
  let turn = 0;
  // The key is one for all, so one client alone rotates it; the first one is known when the first server tells.
  let rotated = false;
  return {
    block: "identity",
    seed,
    file: "identity.sqlite",
    journal,
    nextWrite: (client, random) => {
      turn += 1;
      if (client === 0 && random.chance(0.05)) {
        rotated = true;
        return rotate();
      }
      const kind = random.below(10);
      if (kind < 2) return block(journal, client);
      if (kind < 5) return changeClient(journal, client, random, turn);
      return changePerson(journal, client, random, turn);
    },
    inspect: async (caller) => {
      const state = new Map<string, string>();
      await Promise.all([readClients(caller, state), readPeople(caller, state), readBlocks(caller, state)]);
      if (rotated) await readKey(caller, state);
      return { state, complaints: await missingKeys(caller) };
    },
  };
}

function personOf(client: number): unknown {
  return {
    individualId: `B-${client}`,
    names: { given: "Blocked", family: `By ${client}` },
    dateOfBirth: "1990-01-01",
    gender: "Female",
  };
}

/** Enrols somebody, or brings them to other fields. */
function changePerson(journal: Journal, client: number, random: Random, turn: number): Write {
  const id = `P-${client}-${random.below(SLOTS)}`;
  const key = `person/${id}`;
  const fields = { fullName: `Person ${turn} é 漢`, postalCode: String(turn) };
  const known = journal.value(key) !== undefined;
  if (known && random.chance(0.5)) {
    const request = { registrationId: id, identity: fields };
    return {
      key,
      method: "PATCH",
      path: "/updateIdentity",
      body: { request },
      after: textOf(fields),
      status: 200,
    };
  }
  const request = { id, fields };
  const status = known ? 200 : 201;
  return { key, method: "PUT", path: "/enrollment", body: { request }, after: textOf(fields), status };
}

function block(journal: Journal, client: number): Write {
  const key = `block/${client}`;
  const isFree = journal.value(key) === "free";
  const body = { request: { id: `B-${client}`, idType: "UIN" } };
  const after = isFree ? "blocked" : "free";
  return { key, method: "POST", path: isFree ? "/block" : "/unblock", body, after, status: 200 };
}

/** Makes a relying party, or switches it off and on. */
function changeClient(journal: Journal, client: number, random: Random, turn: number): Write {
  const id = `c-${client}-${random.below(SLOTS)}`;
  const key = `client/${id}`;
  const path = "/client-mgmt/oidc-client";
  const shared = {
    clientName: `Client ${id}`,
    logoUri: "https://client.example/logo.png",
    redirectUris: ["https://client.example/back"],
    authContextRefs: ["idbb:acr:generated-code"],
    userClaims: ["name"],
    grantTypes: ["authorization_code"],
    clientAuthMethods: ["private_key_jwt"],
  };
  const ask = (request: object) => ({ requestTime: TIME, request });
  const value = journal.value(key);
  if (value === undefined) {
    const body = ask({ clientId: id, relyingPartyId: id, publicKey: {}, ...shared });
    return { key, method: "POST", path, body, after: "active", status: 200 };
  }
  const status = value === "active" ? "inactive" : "active";
  const body = ask({ ...shared, clientName: `Client ${id} ${turn}`, status });
  return { key, method: "PUT", path: `${path}/${id}`, body, after: status, status: 200 };
}

function rotate(): Write {
  return {
    ...{ key: "key", method: "POST", path: "/management/keys/rotation", after: "any", status: 200 },
    stored: (body) => (body as { kid: string }).kid,
  };
}

/** The relying parties, and whether people can sign in to them. */
async function readClients(caller: Caller, state: Map<string, string>): Promise<void> {
  const { body } = await caller.expect({ method: "GET", path: "/management/clients" }, 200);
  for (const { clientId, status } of body.clients as { clientId: string; status: string }[])
    state.set(`client/${clientId}`, status);
}

async function readPeople(caller: Caller, state: Map<string, string>): Promise<void> {
  const ids = Array.from(
    { length: CLIENTS * SLOTS },
    (_, index) => `P-${index % CLIENTS}-${Math.floor(index / CLIENTS)}`,
  );
  for (const id of ids) {
    // Nothing changes by this, and the answer is the person as they are.
    const request = { registrationId: id, documents: [] };
    const { body } = await caller.expect(
      { method: "PATCH", path: "/updateIdentity", body: { request } },
      200,
    );
    if (body.response !== undefined) state.set(`person/${id}`, textOf(body.response.identity));
  }
}

async function readBlocks(caller: Caller, state: Map<string, string>): Promise<void> {
  for (let client = 0; client < CLIENTS; client++) {
    const request = { uin: `B-${client}`, documents: [] };
    const path = "/updateIdentity";
    const { status } = await caller.expect({ method: "PATCH", path, body: { request } }, 200, 403);
    state.set(`block/${client}`, status === 403 ? "blocked" : "free");
  }
}

async function readKey(caller: Caller, state: Map<string, string>): Promise<void> {
  const { body } = await caller.expect({ method: "GET", path: "/management/keys" }, 200);
  const signing = (body.keys as { kid: string; signs: boolean }[]).filter(({ signs }) => signs);
  state.set("key", signing.map(({ kid }) => kid).join(" and "));
}

/** Every key that is not over has to be published, the signing one first. */
async function missingKeys(caller: Caller): Promise<string[]> {
  const { body: managed } = await caller.expect({ method: "GET", path: "/management/keys" }, 200);
  const { body: published } = await caller.expect({ method: "GET", path: "/.well-known/jwks.json" }, 200);
  const kids = (keys: { kid: string }[]) => keys.map(({ kid }) => kid).join();
  return kids(managed.keys) === kids(published.keys)
    ? []
    : ["the published keys are not those that there are"];
}
