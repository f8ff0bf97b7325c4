import { type Call, defineOperation, type Operation } from "../operation.ts";
import { findFreeResources } from "./availability.ts";
import { CALLER, enter, QRY, RESPONSES } from "./enter.ts";
import { routesOf } from "./routes.ts";
import type { Scheduler } from "./scheduler.ts";

const PATH = "/resource/availability";

/** Who has time when: as the file has it, and by a POST with nothing in the URL. */
export function availabilityOperations(scheduler: Scheduler): readonly Operation[] {
  const operation = {
    path: PATH,
    routes: routesOf(PATH),
    query: [...CALLER, QRY],
    responses: RESPONSES,
    handle: async (call: Call) => {
      const { qry } = await enter(scheduler, call);
      const filter = qry()["free_resource_filter"];
      return { status: 200, body: scheduler.store.read((db) => findFreeResources(db, filter)) };
    },
  };
  return [
    defineOperation({
      ...operation,
      id: "listAvailability",
      summary: "Find resources that have time",
      method: "GET",
    }),
    defineOperation({
      ...operation,
      id: "searchAvailability",
      summary: "Find resources that have time, with nothing in the URL",
      method: "POST",
    }),
  ];
}
