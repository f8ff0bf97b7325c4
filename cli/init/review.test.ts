import { describe, expect, test } from "vitest";
import type { Answers } from "./answers.ts";
import { catalog } from "./fixtures/catalog.ts";
import { reviewChosen } from "./review.ts";
import { walk } from "./walk.ts";

const context = { catalog, published: [], today: "2026-11-21" };

function review(answers: Answers) {
  const { chosen } = walk(
    context,
    answers,
    (question) => question.suggested ?? (question.kind === "text" ? question.example : undefined),
  );
  if (chosen === undefined) throw new Error("all is suggested");
  return reviewChosen(chosen, context, "country.yaml", "s");
}

const crossing = {
  useCases: [],
  blocks: ["information-mediator"],
  parts: { "information-mediator": { product: "crossing" } },
};

describe("the review", () => {
  test("adds up what will be installed, with the services that the parts get beside them", () => {
    const { parts, total } = review({ ...crossing, size: "district" });
    expect(parts.map(({ part, cpu }) => `${part} ${cpu}`)).toEqual([
      "information-mediator-postgres 1",
      "information-mediator 1",
    ]);
    expect(total).toEqual({ cpu: "2", memory: "4Gi", storage: "40Gi" });
  });

  test("counts nothing for what runs elsewhere", () => {
    const url = "https://mediator.example";
    const elsewhere = { product: "elsewhere", elsewhere: "crossing", url };
    const { parts, total, runsLocally } = review({
      ...crossing,
      parts: { "information-mediator": elsewhere },
    });
    expect(parts).toMatchObject([{ part: "information-mediator", elsewhere: true }]);
    expect(total).toEqual({ cpu: "0", memory: "0Mi", storage: "0Mi" });
    expect(runsLocally).toBe(true);
  });

  test("says of each exemption whether it is granted", () => {
    const states = (answers: Answers) => review(answers).exemptions.map(({ state }) => state);
    expect(states(crossing)).toEqual(["development"]);
    expect(states({ ...crossing, environment: "staging" })).toEqual(["needed"]);
    expect(states({ ...crossing, environment: "staging", exemptions: { grant: "yes" } })).toEqual([
      "granted",
    ]);
  });

  test("shows parts and links also where production does not take them yet", () => {
    const reference = { "information-mediator": { product: "reference" } };
    const { isValid, issues, links, exemptions } = review({ environment: "production", parts: reference });
    expect(isValid).toBe(false);
    expect(issues.map(({ code }) => code)).toContain("CS1502");
    expect(links.length).toBeGreaterThan(0);
    expect(exemptions).toContainEqual({
      rule: "reference-in-production",
      match: "information-mediator",
      state: "needed",
    });
  });

  test("knows whether this machine alone can run it", () => {
    expect(review(crossing).runsLocally).toBe(false);
    expect(review({ useCases: [], blocks: ["information-mediator"] }).runsLocally).toBe(true);
  });
});
