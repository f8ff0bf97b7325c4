import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, positive } from "../checks-of.ts";
import { type Attempt, callerRefusal, contentRefusal } from "./refusals.ts";
import { askDelete, call, make, moment, readTime, schedulerApi } from "./scene.ts";

const PATH = "/resource/availability";
const READS = { effect: "read" } as const;
const ID = "availability";
const WHAT = "Looking for somebody who has time";

const freeResource = z.looseObject({
  resource_id: z.string().min(1),
  resource_name: z.string(),
  free_slots: z.array(z.string()),
});
type FreeResource = z.infer<typeof freeResource>;

const MOMENT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g;
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Who is free between these times of the day of {@link moment}. */
async function askFree(context: CheckContext, filter: object, from = "00:00:00", to = "23:00:00") {
  const qry = { free_resource_filter: { from: moment(from), to: moment(to), ...filter } };
  const exchange = await call(context, "GET", PATH, { qry });
  expectStatus(exchange, 200, 404);
  if (exchange.status === 404) return { found: [], exchange };
  const shape = z.array(z.union([freeResource, z.array(freeResource)]));
  return { found: expectShape(exchange, shape).flat(), exchange };
}

/** The free time of a resource as pairs of moments; undefined where it is not in the list. */
function freeTime(found: readonly FreeResource[], id: string, exchange: Exchange): number[][] | undefined {
  const own = found.filter(({ resource_id }) => resource_id === id);
  expectTrue(own.length <= 1, "a resource is in the list more than once", exchange);
  const times = own[0]?.free_slots.flatMap((slot) => slot.match(MOMENT) ?? []).map(readTime);
  if (times === undefined) return undefined;
  expectTrue(times.length > 0 && times.length % 2 === 0, "free_slots are no pairs of times", exchange);
  return Array.from({ length: times.length / 2 }, (_, index) => times.slice(2 * index, 2 * index + 2));
}

const pair = (from: string, to: string): number[] => [Date.parse(moment(from)), Date.parse(moment(to))];

/** A resource that works from eight to twelve at an entity. */
async function makeDoctor(context: CheckContext) {
  const { mark } = context;
  const category = `doctor-${mark}`;
  const name = `Test ${mark}-doctor`;
  const resource_id = await make(context, "resource", { name, category });
  const entity_id = await make(context, "entity", { name: `Test ${mark}-clinic` });
  const day_of_week = DAYS[new Date(moment("00:00:00")).getUTCDay()];
  const work_days_hours = [{ day_of_week, start_time: "08:00:00", end_time: "12:00:00" }];
  const affiliation = { resource_id, entity_id, resource_category: category, work_days_hours };
  const affiliation_id = await make(context, "affiliation", affiliation);
  return { category, name, resource_id, entity_id, affiliation_id };
}

const right = async (context: CheckContext): Promise<Attempt> => {
  const qry = {
    free_resource_filter: { from: moment("00:00:00"), to: moment("01:00:00"), resource_id: "1" },
  };
  return {
    send: (parameters) => call(context, "GET", PATH, { qry, ...parameters }),
    unchanged: async () => undefined,
  };
};

/** Who has time when. */
export const availabilityChecks = checksOf("listAvailability", schedulerApi(`GET ${PATH}`), [
  positive(
    ID,
    "Somebody has time within the work hours, without what is booked, and again when that is cancelled",
    async (context) => {
      const { resource_id, entity_id, category, name } = await makeDoctor(context);
      const filters = [{ resource_id }, { Entity_id: entity_id }, { category }];
      for (const filter of filters) {
        const { found, exchange } = await askFree(context, filter);
        const time = freeTime(found, resource_id, exchange);
        expectEqual(time, [pair("08:00:00", "12:00:00")], "the free time of a resource", exchange);
        const own = found.find((one) => one.resource_id === resource_id);
        expectEqual(own?.resource_name, name, "the name of a resource", exchange);
      }
      const event_id = await make(context, "event", {
        ...{ name: `Test ${context.mark}`, host_entity_id: entity_id },
        slots: [{ from: moment("09:00:00"), to: moment("10:00:00") }],
      });
      const appointment_id = await make(context, "appointment", {
        ...{ exclusive: true, event_ids: [event_id], participant_type: "resource" },
        participant_id: resource_id,
      });
      const left = [pair("08:00:00", "09:00:00"), pair("10:00:00", "12:00:00")];
      await expectFree(context, { resource_id }, left);
      expectStatus(await askDelete(context, "appointment", appointment_id), 200);
      await expectFree(context, { resource_id }, [pair("08:00:00", "12:00:00")]);
    },
  ),
  positive(
    `${ID}-taken`,
    "Whoever is booked, at work elsewhere or of another kind is not offered",
    async (context) => {
      const { resource_id, entity_id, category } = await makeDoctor(context);
      const other = await make(context, "entity", { name: `Test ${context.mark}-other` });
      for (const filter of [
        { resource_id, Entity_id: other },
        { resource_id, category: `${category}-none` },
      ])
        await expectFree(context, filter, undefined);
      const event_id = await make(context, "event", {
        ...{ name: `Test ${context.mark}`, host_entity_id: entity_id },
        slots: [{ from: moment("08:00:00"), to: moment("12:00:00") }],
      });
      await expectFree(context, { category }, [pair("08:00:00", "12:00:00")], resource_id);
      await make(context, "appointment", {
        ...{ exclusive: true, event_ids: [event_id], participant_type: "resource" },
        participant_id: resource_id,
      });
      await expectFree(context, { category }, undefined, resource_id);
    },
  ),
  callerRefusal(ID, WHAT, right, READS),
  contentRefusal(
    ID,
    WHAT,
    [
      '{"free_resource_filter":',
      { free_resource_filter: "all" },
      { free_resource_filter: { from: "soon", to: "late" } },
    ],
    right,
    READS,
  ),
]);

async function expectFree(
  context: CheckContext,
  filter: { readonly resource_id?: string; readonly category?: string },
  wanted: number[][] | undefined,
  id = filter.resource_id ?? "",
): Promise<void> {
  const { found, exchange } = await askFree(context, filter);
  expectEqual(freeTime(found, id, exchange), wanted, "the free time of a resource", exchange);
}
