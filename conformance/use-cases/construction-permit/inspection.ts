import type { CheckContext } from "../../check.ts";
import { make } from "../../suites/scheduler/scene.ts";
import { bookBoth, enterVisitor, type Office, slotOf } from "../calendar.ts";
import { PermitRefused } from "./refusal.ts";

/** An inspection that is agreed on. */
export interface Inspection {
  readonly event: string;
  readonly visitor: string;
}

/** Keeps the day, for the inspector and for the applicant. Throws a {@link PermitRefused}. */
export async function keepDay(scheduling: CheckContext, office: Office): Promise<Inspection> {
  const { mark } = scheduling;
  const visitor = await enterVisitor(scheduling);
  const event = await make(scheduling, "event", {
    name: `Inspection ${mark}`,
    category: "inspection",
    host_entity_id: office.host,
    slots: [slotOf()],
    subscriber_limit: "1",
    venue: { building: `Plot of ${mark}`, city: "Test City", country: "Testland" },
  });
  const taken = await bookBoth(scheduling, [event], office, visitor);
  if (taken !== undefined)
    throw new PermitRefused("scheduling", "slot", `the appointment was answered ${taken.status}`, taken);
  return { event, visitor };
}
