import type { Caller } from "./call.ts";
import { applicationOf, PULLER, ROOM, TYPE } from "./mediator-seed.ts";
import { textOf } from "./world.ts";

/** An entry of the message log as the API shows it. */
export interface Entry {
  readonly kind: string;
  readonly operation?: string;
  readonly event?: string;
  readonly path?: string;
  readonly messageId?: string;
  readonly sequence?: number;
}

/** The entries after that one, and the number of the last. */
export async function readLog(caller: Caller, after: number): Promise<{ entries: Entry[]; last: number }> {
  const entries: Entry[] = [];
  let last = after;
  for (;;) {
    const path = `/api/v1/log?limit=1000&after=${last}`;
    const { body } = await caller.expect({ method: "GET", path }, 200);
    const page = body.entries as { sequence: number; entry: Entry }[];
    entries.push(...page.map(({ entry }) => entry));
    last = page.at(-1)?.sequence ?? last;
    if (body.next === undefined) return { entries, last };
  }
}

/** Event types of the clients, with their schemas. */
export async function readTypes(caller: Caller, state: Map<string, string>): Promise<void> {
  const path = `/r1/${ROOM}/api/v1/eventType`;
  const { body: names } = await caller.expect({ method: "GET", path, client: PULLER }, 200);
  const own = (names as string[]).filter((name) => name.startsWith("type-"));
  const read = own.map(async (name) => {
    const { body } = await caller.expect({ method: "GET", path: `${path}/${name}`, client: PULLER }, 200);
    state.set(`type/${name}`, textOf(body.schema));
  });
  await Promise.all(read);
}

/** Subscriptions of the clients, with their terms. */
export async function readSubscriptions(
  caller: Caller,
  state: Map<string, string>,
  clients: number,
): Promise<void> {
  const path = `/r1/${ROOM}/api/v1/subs`;
  for (let client = 0; client < clients; client++) {
    const call = { method: "GET", path, client: applicationOf(client) };
    const { status, body } = await caller.expect(call, 200, 404);
    if (status === 404) continue;
    for (const { eventType, delivery, options } of body)
      state.set(`subscription/${client}/${eventType}`, textOf({ delivery, options }));
  }
}

/** Rights on the guarded service, page by page. */
export async function readRights(caller: Caller, state: Map<string, string>): Promise<void> {
  let token = "";
  for (;;) {
    const path = `/api/v1/rights/allow?serviceId=guarded&pageSize=3${token}`;
    const { body } = await caller.expect({ method: "GET", path }, 200);
    for (const { rights } of body.allowList)
      for (const { application } of rights) state.set(`right/${application}`, "allowed");
    if (body.nextPageToken === undefined) return;
    token = `&nextPageToken=${body.nextPageToken}`;
  }
}

/** The members that clients made. */
export async function readMembers(caller: Caller, state: Map<string, string>): Promise<void> {
  const { body } = await caller.expect({ method: "GET", path: "/api/v1/config" }, 200);
  for (const member of body.members)
    if (String(member.code).startsWith("m")) state.set(`member/${member.code}`, textOf(member));
}

/** What the PULL subscription is still owed: pulling goes around, so it is all when the first one comes again. */
export async function readOwed(caller: Caller, state: Map<string, string>): Promise<void> {
  const call = { method: "GET", path: `/r1/${ROOM}/pull/v1/${TYPE}`, client: PULLER };
  for (;;) {
    const { status, body } = await caller.expect(call, 200, 404);
    if (status === 404 || state.has(`owed/${body.id}`)) return;
    state.set(`owed/${body.id}`, "owed");
  }
}
