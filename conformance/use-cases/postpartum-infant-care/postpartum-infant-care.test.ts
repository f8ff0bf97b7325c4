import { afterEach, describe, expect, it } from "vitest";
import { closeCountry, tellStories, type Wishes } from "../../../test/use-case-country.ts";
import type { Call } from "../../mutation/call.ts";
import useCase from "./use-case.ts";

const run = (wishes?: Wishes, ids?: readonly string[]) => tellStories(useCase, wishes, ids);

afterEach(closeCountry);

const LONG = { timeout: 300_000 };

describe("postpartum and infant care", () => {
  it(
    "is told by all its stories between the reference servers, and leaves nothing behind",
    LONG,
    async () => {
      const { results, before, after } = await run();
      expect(results.map(({ story, status, reason }) => ({ story, status, reason }))).toEqual(
        [
          "from-invitation-to-care",
          "no-consent",
          "consent-withdrawn",
          "no-right",
          "incomplete-form",
          "wrong-identity",
          "slot-taken",
          "unknown-account",
          "incentive-not-paid",
        ].map((story) => ({ story, status: "passed", reason: undefined })),
      );
      expect(after).toEqual(before);
    },
  );

  it("names the hop and the rule where a right is missing", LONG, async () => {
    const { results } = await run({ closed: "consenting" }, ["from-invitation-to-care"]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(/refused at mediator, by the rule that the ministry has the right/);
  });

  it("fails the twin without the right where the stranger has it too", LONG, async () => {
    const { results } = await run({ stranger: true }, ["no-right"]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(/the application was not refused/);
  });

  it("does not apply where nobody says how the payment system is given accounts", LONG, async () => {
    const { results } = await run({ bare: "paying" });
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["skipped"]));
    expect(results[0]?.reason).toMatch(/no fixture says how the payment system is given accounts/);
  });

  it.each([
    {
      what: "a consent that is kept",
      idle: { role: "consenting", status: 200, when: ({ method }: Call) => method === "DELETE" },
      story: "incentive-not-paid",
      reason: /^consenting: the number of consents to the agreement is 1, not 0/,
    },
    {
      what: "a check-up that is not given back",
      idle: { role: "scheduling", status: 200, when: ({ method }: Call) => method === "DELETE" },
      story: "unknown-account",
      reason: /^scheduling: the calendar of the office/,
    },
    {
      what: "a mother in the registry",
      idle: { role: "holding", status: 204, when: ({ method }: Call) => method === "DELETE" },
      story: "consent-withdrawn",
      reason: /^holding: the number of records is 1, not 0/,
    },
    {
      what: "a mother who would still be paid",
      idle: { role: "paying", status: 200, when: ({ method }: Call) => method === "PUT" },
      story: "consent-withdrawn",
      reason: /^paying: a person who is not enrolled was paid/,
    },
  ])("sees $what after a refusal", LONG, async ({ idle, story, reason }) => {
    const { results } = await run({ idle }, [story]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(reason);
  });
});
