import type { Journal } from "./journal.ts";
import { applicationOf, INSTANCE, PULLER, ROOM, TOPICS, TYPE } from "./mediator-seed.ts";
import type { Random } from "./random.ts";
import { textOf, type Write } from "./world.ts";

const TYPES_PER_CLIENT = 3;
/** More events than that, and clients rather confirm than publish: reading what is owed takes a call for each. */
const MOST_OWED = 60;

/** What the clients of one run share. */
export interface MediatorRun {
  readonly journal: Journal;
  /** Ids of events that nobody has begun to confirm. */
  readonly unconfirmed: Set<string>;
  /** Correlation ids of acknowledged service calls. */
  readonly called: Set<string>;
  turn: number;
}

/** The next write of a client; each client has keys of its own. */
export function nextMediatorWrite(run: MediatorRun, client: number, random: Random): Write {
  run.turn += 1;
  const makers = [changeType, changeSubscription, changeRight, changeMember, callService];
  if (random.chance(0.4))
    return run.unconfirmed.size > MOST_OWED ? confirm(run, client) : publish(run, client);
  if (random.chance(0.2) && run.unconfirmed.size > 0) return confirm(run, client);
  return random.pick(makers)(run, client, random);
}

function publish(run: MediatorRun, client: number): Write {
  const key = `event/${run.turn}`;
  return {
    ...{ key, method: "POST", path: `/r1/${ROOM}/pub/v1/${TYPE}`, client: applicationOf(client) },
    body: { eventType: TYPE, event: { marker: run.turn } },
    after: "any",
    status: 201,
    stored: (body) => {
      const { id } = body as { id: string };
      run.unconfirmed.add(id);
      run.journal.put(`owed/${id}`, "owed");
      return id;
    },
  };
}

function confirm(run: MediatorRun, client: number): Write {
  const [id] = run.unconfirmed;
  if (id === undefined) return publish(run, client);
  run.unconfirmed.delete(id);
  const path = `/r1/${ROOM}/pull/v1/${TYPE}/${id}`;
  return { key: `owed/${id}`, method: "DELETE", path, client: PULLER, after: undefined, status: 204 };
}

function changeType(run: MediatorRun, client: number, random: Random): Write {
  const name = `type-${client}-${random.below(TYPES_PER_CLIENT)}`;
  const own = { key: `type/${name}`, client: applicationOf(client) };
  const path = `/r1/${ROOM}/api/v1/eventType`;
  if (run.journal.value(own.key) !== undefined)
    return { ...own, method: "DELETE", path: `${path}/${name}`, after: undefined, status: 204 };
  const schema = { type: "object", title: `turn ${run.turn}` };
  return {
    ...{ ...own, method: "POST", path, after: textOf(schema), status: 200 },
    body: { eventType: name, schema },
  };
}

function changeSubscription(run: MediatorRun, client: number, random: Random): Write {
  const eventType = random.pick(TOPICS);
  const path = `/r1/${ROOM}/api/v1/subs/${eventType}`;
  const own = { key: `subscription/${client}/${eventType}`, client: applicationOf(client), path };
  const known = run.journal.value(own.key) !== undefined;
  if (known && random.chance(0.4)) return { ...own, method: "DELETE", after: undefined, status: 204 };
  const terms = { delivery: "PULL", options: { TTL: 1 + run.turn, FIFO: random.chance(0.5) } };
  const [method, status] = known ? ["PATCH", 201] : ["POST", 200];
  return {
    ...own,
    method: String(method),
    body: { eventType, ...terms },
    after: textOf(terms),
    status: Number(status),
  };
}

function changeRight(run: MediatorRun, client: number): Write {
  const key = `right/client-${client}`;
  const allowed = run.journal.value(key) !== undefined;
  const service = { memberClass: "GOV", memberCode: "1", applicationId: "room", serviceId: "guarded" };
  const right = { memberClass: "GOV", memberCode: "9", applicationId: `client-${client}` };
  return {
    ...{ key, method: "PATCH", path: `/api/v1/rights/${allowed ? "deny" : "allow"}`, status: 200 },
    body: [{ ...service, rights: [right] }],
    after: allowed ? undefined : "allowed",
  };
}

/** A member as `GET /api/v1/config` shows it again. */
function changeMember(run: MediatorRun, client: number): Write {
  const code = `m${client}`;
  const url = `http://127.0.0.1:9/${run.turn}`;
  const rights = [{ member: "GOV/1", application: "room" }];
  const services = [{ id: "data", specUrl: url, serviceUrl: url, rights }];
  const member = {
    ...{ name: `turn ${run.turn}`, class: "GOV", code },
    applications: [{ id: "registry", connection: run.turn % 2 === 0 ? "http" : "https", services }],
  };
  const shown = textOf(member).replace('"GOV/1"', '"member 1"');
  return {
    ...{ key: `member/${code}`, method: "PATCH", path: "/api/v1/config", after: shown, status: 201 },
    body: { domain: "sandbox.example", instance: INSTANCE, members: [member] },
  };
}

/** Changes nothing but the message log, which has to hold it. */
function callService(run: MediatorRun, client: number): Write {
  const marker = `call.${run.turn}`;
  return {
    ...{
      key: `call/${marker}`,
      method: "POST",
      path: `/r1/${ROOM}/echo/${marker}`,
      client: applicationOf(client),
    },
    body: { marker },
    after: undefined,
    status: 200,
    done: () => {
      run.called.add(`/${marker}`);
    },
  };
}
