import { afterEach, describe, expect, it } from "vitest";
import { closeCountry, tellStories, type Wishes } from "../../../test/use-case-country.ts";
import type { Call } from "../../mutation/call.ts";
import useCase from "./use-case.ts";

const FURTHER = ["consenting", "deciding", "scheduling", "telling"];

const run = (wishes?: Wishes, ids?: readonly string[]) => tellStories(useCase, wishes, ids);

afterEach(closeCountry);

const LONG = { timeout: 300_000 };

const passed = (...stories: string[]) =>
  stories.map((story) => ({ story, status: "passed", reason: undefined }));

describe("the social cash transfer", () => {
  it("is told with consent, process, visit and e-mail where there are parts for them", LONG, async () => {
    const { results, before, after } = await run();
    expect(results.map(({ story, status, reason }) => ({ story, status, reason }))).toEqual(
      passed(
        "from-application-to-money",
        "no-right",
        "wrong-identity",
        "no-consent",
        "consent-withdrawn",
        "ineligible",
        "unknown-account",
        "insufficient-funds",
        "provider-away",
      ),
    );
    const hops = new Set(results[0]?.steps.map(({ hop }) => hop));
    expect(FURTHER.filter((role) => !hops.has(role))).toEqual([]);
    expect(after).toEqual(before);
  });

  it("is told without them where there are none", LONG, async () => {
    const { results } = await run({ absent: FURTHER });
    expect(results.map(({ story, status, reason }) => ({ story, status, reason }))).toEqual(
      passed(
        "from-application-to-money",
        "no-right",
        "wrong-identity",
        "unknown-account",
        "insufficient-funds",
        "provider-away",
      ),
    );
    const hops = new Set(results.flatMap(({ steps }) => steps.map(({ hop }) => hop)));
    expect(FURTHER.filter((role) => hops.has(role))).toEqual([]);
  });

  it.each(FURTHER)("is told where only %s has no part", LONG, async (role) => {
    const { results } = await run({ absent: [role] }, ["from-application-to-money"]);
    expect(results.map(({ status, reason }) => ({ status, reason }))).toEqual([
      { status: "passed", reason: undefined },
    ]);
    expect(results[0]?.steps.filter(({ hop }) => hop === role)).toEqual([]);
  });

  it("names the hop and the rule where the right to ask for the consent is missing", LONG, async () => {
    const { results } = await run({ closed: "consenting" }, ["from-application-to-money"]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(/refused at mediator, by the rule that the ministry has the right/);
  });

  it("fails the twin without the right where the stranger has it too", LONG, async () => {
    const { results } = await run({ stranger: true }, ["no-right"]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(/the application was not refused/);
  });

  it("does not apply where nobody says how an officer completes a task", LONG, async () => {
    const { results } = await run({ bare: "deciding" }, ["from-application-to-money"]);
    expect(results[0]?.status).toBe("skipped");
    expect(results[0]?.reason).toMatch(/no fixture says how an officer sees and completes the tasks/);
  });

  it("sees a decision that goes on after a refusal", LONG, async () => {
    const idle = { role: "deciding", status: 201, when: ({ path }: Call) => path.endsWith("/stop") };
    const { results } = await run({ idle }, ["insufficient-funds"]);
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.reason).toMatch(/^deciding: the number of decisions that go on is 1, not 0/);
  });

  it.each(["no-consent", "consent-withdrawn"])("asks in %s for no household", LONG, async (twin) => {
    const { results } = await run({}, ["from-application-to-money", twin]);
    const asking = "The other ministry says what the household lives on";
    const asked = results.map(({ steps }) => steps.some(({ title }) => title === asking));
    expect(asked).toEqual([true, false]);
  });
});
