import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { startScheduler } from "./started-scheduler.ts";

it("the seed of Utopia is one, and its people can be booked", async () => {
  const file = new URL("../../profiles/countries/utopia/scheduler.json", import.meta.url);
  const { call, list, close } = startScheduler({ seed: JSON.parse(readFileSync(file, "utf8")) });
  try {
    expect(await list("appointment", { participant_type: "subscriber" })).toHaveLength(2);
    const filter = {
      category: "enrolment-officer",
      from: "2035-03-05T08:00:00Z",
      to: "2035-03-05T16:00:00Z",
    };
    const qry = { free_resource_filter: { ...filter, Entity_id: "1" } };
    const { body } = await call("GET", "/resource/availability", { qry });
    expect(body).toEqual([
      {
        resource_id: "1",
        resource_name: "Oriel Tamsin",
        free_slots: [
          "[2035-03-05T08:00:00Zto2035-03-05T09:00:00Z]",
          "[2035-03-05T09:30:00Zto2035-03-05T16:00:00Z]",
        ],
      },
    ]);
    const details = { event_ids: ["2"], participant_type: "subscriber", participant_id: "2" };
    expect((await call("POST", "/appointment/new", { qry: { details } })).status).toBe(200);
  } finally {
    await close();
  }
});
