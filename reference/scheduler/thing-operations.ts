import { type Call, defineOperation, type Operation, type Parameter } from "../operation.ts";
import { create, modify, remove } from "./change-things.ts";
import { CALLER, CHANGED, enter, QRY, RESPONSES } from "./enter.ts";
import { KIND_NAMES, KINDS, type KindName } from "./kinds.ts";
import { listRecords } from "./list.ts";
import { routesOf } from "./routes.ts";
import type { Scheduler } from "./scheduler.ts";

/** The operations of the nine kinds: new, changed, deleted, listed. */
export function thingOperations(scheduler: Scheduler): readonly Operation[] {
  return KIND_NAMES.flatMap((name) => operationsOf(scheduler, name));
}

function operationsOf(scheduler: Scheduler, name: KindName): Operation[] {
  const { plural } = KINDS[name];
  const singular = plural.replace(/ies$/, "y").replace(/s$/, "");
  const words = name.replace("_", " ");
  const THING: Parameter = { name: `${name}_id` };
  const at = (path: string) => ({ path, routes: routesOf(path) });
  const listing = {
    ...at(`/${name}/list_details`),
    query: [...CALLER, QRY],
    responses: RESPONSES,
    handle: (call: Call) => list(scheduler, name, call),
  };
  return [
    defineOperation({
      ...at(`/${name}/new`),
      id: `create${singular}`,
      summary: `Make a new ${words}`,
      method: "POST",
      query: [...CALLER, QRY],
      responses: CHANGED,
      handle: (call) => create(scheduler, name, `create${singular}`, call),
    }),
    defineOperation({
      ...at(`/${name}/modifications`),
      id: `modify${singular}`,
      summary: `Change details of one ${words}`,
      method: "PUT",
      query: [...CALLER, THING, QRY],
      responses: CHANGED,
      handle: (call) => modify(scheduler, name, `modify${singular}`, call),
    }),
    defineOperation({
      ...at(`/${name}`),
      id: `delete${singular}`,
      summary: `Delete one ${words}`,
      method: "DELETE",
      query: [...CALLER, THING],
      responses: CHANGED,
      handle: (call) => remove(scheduler, name, `delete${singular}`, call),
    }),
    defineOperation({ ...listing, id: `list${plural}`, summary: `List ${plural}`, method: "GET" }),
    defineOperation({
      ...listing,
      id: `search${plural}`,
      summary: `List ${plural}, with nothing in the URL`,
      method: "POST",
    }),
  ];
}

async function list(scheduler: Scheduler, name: KindName, call: Call) {
  const { qry } = await enter(scheduler, call);
  const given = qry();
  const filter = given[`${name}_filter`];
  const required = given[`${name}_details_required`];
  const body = scheduler.store.read((db) => listRecords(db, name, filter, required));
  return { status: 200, body, headers: { "Cache-Control": "no-store" } };
}
