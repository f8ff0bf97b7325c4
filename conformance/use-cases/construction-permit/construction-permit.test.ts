import { afterEach, describe, expect, it } from "vitest";
import { closeCountry, tellStories, type Wishes } from "../../../test/use-case-country.ts";
import type { Call } from "../../mutation/call.ts";
import useCase from "./use-case.ts";

const run = (wishes?: Wishes, ids?: readonly string[]) => tellStories(useCase, wishes, ids);

afterEach(closeCountry);

const LONG = { timeout: 300_000 };

describe("the construction permit", () => {
  it(
    "is told by all its stories between the reference servers, and leaves nothing behind",
    LONG,
    async () => {
      const { results, before, after } = await run();
      expect(results.map(({ story, status, reason }) => ({ story, status, reason }))).toEqual(
        [
          "from-plan-to-permit",
          "wrong-document",
          "incomplete-form",
          "no-right",
          "wrong-identity",
          "review-refuses",
          "slot-taken",
          "unknown-bill",
          "fee-not-paid",
        ].map((story) => ({ story, status: "passed", reason: undefined })),
      );
      expect(after).toEqual(before);
    },
  );

  it("names the hop and the rule where a right is missing", LONG, async () => {
    const { results } = await run({ closed: "scheduling" }, ["from-plan-to-permit"]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(/refused at mediator, by the rule that the ministry has the right/);
  });

  it("fails the twin without the right where the stranger has it too", LONG, async () => {
    const { results } = await run({ stranger: true }, ["no-right"]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(/the application was not refused/);
  });

  it("does not apply where nobody says how an officer completes a task", LONG, async () => {
    const { results } = await run({ bare: "reviewing" });
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["skipped"]));
    expect(results[0]?.reason).toMatch(/no fixture says how an officer sees and completes the tasks/);
  });

  it.each([
    {
      what: "a day that is not given back",
      idle: { role: "scheduling", status: 200, when: ({ method }: Call) => method === "DELETE" },
      story: "fee-not-paid",
      reason: /^scheduling: the calendar of the office/,
    },
    {
      what: "a review that goes on",
      idle: { role: "reviewing", status: 201, when: ({ path }: Call) => path.endsWith("/stop") },
      story: "slot-taken",
      reason: /^reviewing: the number of reviews that go on is 1, not 0/,
    },
  ])("sees $what after a refusal", LONG, async ({ idle, story, reason }) => {
    const { results } = await run({ idle }, [story]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(reason);
  });
});
