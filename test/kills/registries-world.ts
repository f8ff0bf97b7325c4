import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import { textOf, type World, type Write } from "./world.ts";

const CLIENT = "SANDBOX/GOV/1/writer";
const SLOTS = 30;
const GROUP_SIZE = 3;
const PERSONS = "/data/persons/1.0";
const GROUPS = "/data/groups/1.0";

type Content = Readonly<Record<string, unknown>>;

/** Eight clients in the registries: each has records, a group of records and a registry of its own. */
export function createRegistriesWorld(): World {
  const journal = new Journal();
  const seed = seedOf(8);
  for (const group of groupsOf(8)) journal.put(`group/${group}`, textOf(membersOf(group, 0)));
  // Ids of records whose client left them to the server, by their marker.
  const generated = new Map<string, string>();
  let turn = 0;
  return {
    block: "digital-registries",
    seed,
    file: "registries.sqlite",
    journal,
    nextWrite: (client, random) => {
      turn += 1;
      const kind = random.below(10);
      if (kind === 0) return modifyDatabase(client, turn);
      if (kind === 1) return updateGroup(client, turn);
      if (kind === 2) return writeGenerated(journal, generated, client, random, turn);
      return writeRecord(journal, client, random, turn);
    },
    inspect: async (caller) => {
      const state = new Map<string, string>();
      await readPersons(caller, state, generated);
      await readGroups(caller, state);
      await readDatabases(caller, state);
      return { state, complaints: [] };
    },
  };
}

function seedOf(clients: number): unknown {
  const records = groupsOf(clients).flatMap((group) => membersOf(group, 0));
  return {
    databases: [
      {
        code: "persons",
        schema: {
          type: "object",
          properties: {
            id: { type: "string", primaryKey: true, triggers: [keyTrigger("P-{indexNoByCode}")] },
            marker: { type: "string" },
            turn: { type: "integer" },
          },
        },
      },
      { code: "groups", schema: { type: "object", properties: { id: { type: "string" } } }, records },
    ],
  };
}

function keyTrigger(value: string): unknown {
  return { actions: [{ type: "set-value", value }] };
}

function groupsOf(clients: number): string[] {
  return Array.from({ length: clients }, (_, client) => `group-${client}`);
}

function membersOf(group: string, turn: number): Content[] {
  return Array.from({ length: GROUP_SIZE }, (_, index) => ({ id: `${group}-${index}`, group, turn }));
}

/** Creates what is not there; changes, replaces or deletes what is. */
function writeRecord(journal: Journal, client: number, random: Random, turn: number): Write {
  const id = `c${client}-${random.below(SLOTS)}`;
  const key = `record/${id}`;
  const content = { id, marker: id, turn, text: `${turn} é ü 漢` };
  const own = { key, client: CLIENT, after: textOf(content), status: 200 };
  const write = { content };
  if (journal.value(key) === undefined && random.chance(0.7))
    return { ...own, method: "POST", path: `${PERSONS}/create`, body: { write } };
  if (journal.value(key) !== undefined && random.chance(0.3))
    return { ...own, method: "DELETE", path: `${PERSONS}/${id}/delete`, after: undefined, status: 204 };
  if (journal.value(key) !== undefined && random.chance(0.5))
    return { ...own, method: "PUT", path: `${PERSONS}/update`, body: { query: { content: { id } }, write } };
  return { ...own, method: "POST", path: `${PERSONS}/updateOrCreate`, body: { write } };
}

/** The server gives the id, and gives none twice: what it stored is known by the marker. */
function writeGenerated(
  journal: Journal,
  generated: Map<string, string>,
  client: number,
  random: Random,
  turn: number,
): Write {
  const marker = `g${client}-${random.below(SLOTS / 3)}`;
  const key = `generated/${marker}`;
  const id = generated.get(marker);
  if (journal.value(key) !== undefined && id !== undefined) {
    const path = `${PERSONS}/${id}/delete`;
    return { key, client: CLIENT, method: "DELETE", path, after: undefined, status: 204 };
  }
  return {
    ...{ key, client: CLIENT, method: "POST", path: `${PERSONS}/create`, after: "any", status: 200 },
    body: { write: { content: { marker, turn } } },
    stored: (body) => {
      const { content } = body as { content: Content };
      generated.set(marker, String(content["id"]));
      return textOf(content);
    },
  };
}

/** Three records change in one call: all or none. */
function updateGroup(client: number, turn: number): Write {
  const group = `group-${client}`;
  return {
    ...{ key: `group/${group}`, client: CLIENT, method: "PUT", path: `${GROUPS}/updateEntries`, status: 200 },
    body: { query: { content: { group } }, write: { content: { turn } } },
    after: textOf(membersOf(group, turn)),
  };
}

function modifyDatabase(client: number, turn: number): Write {
  const name = `own-${client}`;
  const schema = { type: "object", properties: { id: { type: "string" }, [`p${turn}`]: { type: "string" } } };
  return {
    ...{ key: `database/${name}`, client: CLIENT, method: "POST", path: "/database/modify", status: 200 },
    body: { code: name, name, schema },
    after: textOf(Object.keys(schema.properties)),
  };
}

async function readPersons(
  caller: Caller,
  state: Map<string, string>,
  generated: Map<string, string>,
): Promise<void> {
  generated.clear();
  for (const content of await readAll(caller, PERSONS)) {
    const marker = String(content["marker"]);
    const kind = marker.startsWith("g") ? "generated" : "record";
    if (kind === "generated") generated.set(marker, String(content["id"]));
    const key = `${kind}/${marker}`;
    // Two records of one marker would hide each other.
    state.set(key, state.has(key) ? `${state.get(key)} and ${textOf(content)}` : textOf(content));
  }
}

async function readGroups(caller: Caller, state: Map<string, string>): Promise<void> {
  const groups = Map.groupBy(await readAll(caller, GROUPS), (content) => String(content["group"]));
  for (const [group, members] of groups) {
    const ordered = members.sort((a, b) => String(a["id"]).localeCompare(String(b["id"])));
    state.set(`group/${group}`, textOf(ordered));
  }
}

async function readDatabases(caller: Caller, state: Map<string, string>): Promise<void> {
  const { body } = await caller.expect({ method: "GET", path: "/databases", client: CLIENT }, 200);
  for (const { name, schema } of body.databases as { name: string; schema: { properties: object } }[])
    if (name.startsWith("own-")) state.set(`database/${name}`, textOf(Object.keys(schema.properties)));
}

async function readAll(caller: Caller, path: string): Promise<Content[]> {
  const records: Content[] = [];
  for (let page = 1; ; page++) {
    const query = `?ordering=ascending&pageSize=1000&page=${page}`;
    const { body } = await caller.expect({ method: "GET", path: `${path}${query}`, client: CLIENT }, 200);
    records.push(...(body.results as Content[]));
    if (records.length >= body.count) return records;
  }
}
