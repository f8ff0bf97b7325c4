import type { UseCaseContext } from "../../check.ts";
import { expectEqual, expectStatus } from "../../expect.ts";
import { make } from "../../suites/scheduler/scene.ts";
import {
  book,
  enterVisitor,
  eventsOf,
  expectUnchanged,
  openOffice,
  readCalendar,
  slotOf,
} from "../calendar.ts";
import { checkContextOf } from "../check-context.ts";
import { expectNoNotice, sendNotice } from "../notice.ts";
import type { Ways as OtherWays } from "../ways.ts";

/** The visit some weeks after the payment. */
export interface Visits {
  /** Appoints the visit, and sees it in the calendars of the caseworker and of the beneficiary. */
  appoint(): Promise<void>;
  /** Nobody is to be visited. */
  expectNone(): Promise<void>;
}

/** Finds a caseworker for the time of the story. */
export async function openVisits(
  context: UseCaseContext,
  ways: Pick<OtherWays<"scheduling">, "to">,
): Promise<Visits> {
  const check = checkContextOf(context, "scheduling");
  const title = "The programme has somebody for the follow-up";
  const { office, before } = await context.step("scheduling", title, async () => {
    const opened = await openOffice(context, "caseworker", false);
    return { office: opened, before: await readCalendar(check, opened) };
  });
  return {
    appoint: async () => {
      const scheduling = ways.to("scheduling");
      const visitor = await enterVisitor(scheduling);
      const event = await make(scheduling, "event", {
        name: `Follow-up visit ${context.mark}`,
        category: "visit",
        host_entity_id: office.host,
        slots: [slotOf()],
        subscriber_limit: "1",
      });
      expectStatus(await book(scheduling, [event], "resource", office.officer), 200);
      expectStatus(await book(scheduling, [event], "subscriber", visitor), 200);
      const added = { events: [...before.events, event].sort(), officer: [event] };
      expectEqual(await readCalendar(check, office), added, "the calendar of the caseworker");
      expectEqual(await eventsOf(check, "subscriber", visitor), [event], "the visits of the beneficiary");
    },
    expectNone: () => expectUnchanged(check, office, before),
  };
}

/** What the beneficiary is told. */
export interface Notices {
  send(): Promise<void>;
  /** Nobody was told anything. */
  expectNone(): Promise<void>;
}

/** The letters of the programme. */
export function openNotices(context: UseCaseContext, ways: Pick<OtherWays<"telling">, "to">): Notices {
  return {
    send: () =>
      sendNotice(context, ways.to("telling"), {
        title: `Your transfer ${context.mark}`,
        content: "The money is on your account.",
      }),
    expectNone: () => expectNoNotice(context),
  };
}
