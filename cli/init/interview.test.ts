import { describe, expect, test } from "vitest";
import type { Answers } from "./answers.ts";
import type { Chosen } from "./chosen.ts";
import { catalog } from "./fixtures/catalog.ts";
import { keyOf, type Question } from "./question.ts";
import { giveAnswer, questionAfter, questionBefore, walk } from "./walk.ts";

const context = { catalog, published: [], today: "2026-11-21" };
const suggested = (question: Question): unknown =>
  question.suggested ?? (question.kind === "text" ? question.example : undefined);

/** The keys of the questions that are asked when each is answered by what is suggested. */
function asked(answers: Answers): string[] {
  return walk(context, answers, suggested).answered.map(({ question }) => keyOf(question.path));
}

function chosenFor(answers: Answers): Chosen {
  const { chosen, next } = walk(context, answers, suggested);
  if (chosen === undefined) throw new Error(`no answer to ${next === undefined ? "" : keyOf(next.path)}`);
  return chosen;
}

const partsOf = (answers: Answers) =>
  chosenFor(answers).parts.map(({ name, block, product }) => `${name}: ${block} ${product.id}`);

describe("what is asked follows from the answers before it", () => {
  test("from the country to the parts", () => {
    expect(asked({})).toEqual([
      "country.name",
      "country.code",
      "country.currency",
      "name",
      "domain",
      "environment",
      "size",
      "useCases",
      "blocks",
      "organizations.0.name",
      "organizations.0.class",
      "organizations.0.code",
      "organizations.1.name",
      "parts.information-mediator.product",
      "parts.payments.product",
      "separate.digital-registries",
      "parts.programmes.product",
      "parts.programmes.options.registries",
      "parts.households.product",
      "parts.households.options.registries",
      "platform.mysql",
    ]);
  });

  test("use cases say which blocks are needed, and what their parts have to hold", () => {
    expect(partsOf({})).toEqual([
      "information-mediator: information-mediator reference",
      "payments: payments hub",
      "programmes: digital-registries reference",
      "households: digital-registries reference",
    ]);
    const together = chosenFor({ separate: { "digital-registries": "together" } });
    expect(together.parts.at(-1)).toMatchObject({
      name: "digital-registries",
      options: { registries: ["programmes", "households"] },
    });
  });

  test("an owner is asked for where there are several organizations", () => {
    const organizations = [{ name: "Ministry of Finance" }, { name: "Ministry of the Interior" }];
    const keys = asked({ organizations });
    expect(keys.filter((key) => key.endsWith(".owner"))).toHaveLength(4);
    const { parts } = chosenFor({ organizations, parts: { payments: { owner: "interior" } } });
    expect(parts.map(({ owner }) => owner)).toEqual(["finance", "interior", "finance", "finance"]);
  });

  test("what runs elsewhere has an address, and so has what cannot be installed", () => {
    const elsewhere = { product: "elsewhere", elsewhere: "hub", url: "https://hub.example" };
    expect(asked({ parts: { payments: elsewhere } })).toEqual(
      expect.arrayContaining(["parts.payments.elsewhere", "parts.payments.url"]),
    );
    const listed = { product: "wire", url: "https://wire.example" };
    expect(chosenFor({ parts: { payments: listed } }).parts[1]).toMatchObject({
      url: "https://wire.example",
    });
    // Nothing is installed for either, so nobody needs a database.
    expect(asked({ parts: { payments: listed } })).not.toContain("platform.mysql");
  });

  test("only options without a good default are asked for", () => {
    const options = { language: "sw", administrator: "office", languages: {} };
    const parts = { registration: { options } };
    const keys = asked({ useCases: ["birth"], blocks: ["registration"], parts });
    // `offline` has a default, and that no office is closed is a good one too.
    expect(keys.filter((key) => key.includes(".options."))).toEqual([
      "parts.registration.options.language",
      "parts.registration.options.administrator",
      "parts.registration.options.languages",
    ]);
    expect(chosenFor({ useCases: ["birth"], blocks: ["registration"], parts }).parts[0]?.options).toEqual(
      options,
    );
  });

  test("an empty list is no good default where it decides what a part offers", () => {
    const keys = asked({ useCases: [], blocks: ["digital-registries"] });
    expect(keys).toContain("parts.digital-registries.options.registries");
  });

  test("what a product needs of another block becomes a part, and what that needs a question", () => {
    const options = { language: "sw", administrator: "office", languages: {} };
    const answers = { useCases: ["birth"], blocks: ["registration"], parts: { registration: { options } } };
    expect(partsOf(answers)).toEqual(["registration: registration crvs", "identity: identity sign-in"]);
    expect(asked(answers).slice(-2)).toEqual(["parts.identity.product", "platform.postgres"]);
  });

  test("who serves the platform follows the size, unless somebody else is chosen", () => {
    const mediator = { useCases: [], blocks: ["information-mediator"] };
    const crossing = { ...mediator, parts: { "information-mediator": { product: "crossing" } } };
    expect(chosenFor(crossing).providers).toEqual({});
    expect(chosenFor({ ...crossing, size: "national" }).providers).toEqual({});
    expect(
      chosenFor({ ...crossing, size: "national", platform: { postgres: "postgresql" } }).providers,
    ).toEqual({
      postgres: { product: "postgresql" },
    });
    const existing = { platform: { postgres: "existing" }, providers: { postgres: { host: "db.example" } } };
    expect(chosenFor({ ...crossing, ...existing }).providers).toEqual({
      postgres: { external: { host: "db.example", port: 5432 } },
    });
  });
});

describe("which of several parts serves", () => {
  const organizations = [{ name: "Interior" }];
  const both = {
    organizations,
    useCases: ["cash-transfer"],
    separate: { "digital-registries": "each" },
    parts: {
      programmes: { options: { registries: ["programmes", "households"] } },
      households: { options: { registries: ["households"] } },
    },
  };

  test("is asked, and written down", () => {
    expect(asked(both)).toContain("uses.registry:households");
    expect(chosenFor({ ...both, uses: { "registry:households": "households" } }).uses).toEqual({
      "registry:households": "households",
    });
  });
});

describe("exemptions", () => {
  const crossing = {
    useCases: [],
    blocks: ["information-mediator"],
    parts: { "information-mediator": { product: "crossing" } },
  };

  test("are granted by development itself", () => {
    expect(asked(crossing).filter((key) => key.startsWith("exemptions"))).toEqual([]);
  });

  test("are not granted unless somebody says so, elsewhere", () => {
    expect(asked({ ...crossing, environment: "staging" }).at(-1)).toBe("exemptions.grant");
    expect(chosenFor({ ...crossing, environment: "staging" }).exemptions).toEqual([]);
  });

  test("name rule, part, reason, owner and an end half a year away", () => {
    const granted = { ...crossing, environment: "staging", exemptions: { grant: "yes" } };
    expect(chosenFor(granted).exemptions).toEqual([
      {
        rule: "run-as-non-root",
        match: "information-mediator/server",
        reason: "its supervisor starts as root",
        owner: "Government of Utopia",
        expires: "2027-05-21",
      },
    ]);
  });

  test("of a reference product in production have the country's own reason", () => {
    const reference = { useCases: [], blocks: ["information-mediator"], environment: "production" };
    const parts = { "information-mediator": { product: "reference" } };
    const exemptions = { grant: "yes", reason: "a pilot without people's data" };
    expect(chosenFor({ ...reference, parts, exemptions }).exemptions).toMatchObject([
      {
        rule: "reference-in-production",
        match: "information-mediator",
        reason: "a pilot without people's data",
      },
    ]);
  });

  test("cannot end before today", () => {
    const past = { grant: "yes", expires: "2026-11-20" };
    const { next } = walk(context, {
      ...full(),
      environment: "staging",
      exemptions: { ...past, owner: "x" },
    });
    expect(next?.path).toEqual(["exemptions", "expires"]);
  });

  /** Everything that comes before. */
  function full(): Answers {
    const { answered } = walk(context, { ...crossing, environment: "staging" }, suggested);
    return answered.reduce<Answers>((all, each) => giveAnswer(all, each.question, each.answer), {});
  }
});

describe("walking", () => {
  test("stops at the first question without a valid answer", () => {
    expect(walk(context, {}).next?.path).toEqual(["country", "name"]);
    const { answered, next } = walk(context, { country: { name: "Kenya", code: "Kenya" } });
    expect(answered).toHaveLength(1);
    expect(next?.path).toEqual(["country", "code"]);
  });

  test("leads to the question before and to the one after", () => {
    const walked = walk(context, { country: { name: "Kenya", code: "KE", currency: "KES" } });
    const [name, code, currency] = walked.answered.map(({ question }) => question);
    if (name === undefined || code === undefined || currency === undefined)
      throw new Error("three questions");
    expect(questionBefore(walked, name)).toBeUndefined();
    expect(questionBefore(walked, code)).toBe(name);
    expect(questionBefore(walked, walked.next)).toBe(currency);
    expect(questionAfter(walked, name)).toBe(code);
    expect(questionAfter(walked, currency)).toBe(walked.next);
  });

  test("another country is asked for its code again, the same one is not", () => {
    const answers = { country: { name: "Kenya", code: "KE" } };
    const [name] = walk(context, answers).answered;
    if (name === undefined) throw new Error("a question");
    expect(giveAnswer(answers, name.question, "Kenya")).toEqual(answers);
    expect(giveAnswer(answers, name.question, "Togo")).toEqual({ country: { name: "Togo" } });
  });

  test("another size asks again who serves the platform", () => {
    const answers = { size: "demo", platform: { postgres: "postgresql" } };
    const size = walk(context, answers, suggested).answered.find(
      ({ question }) => question.path[0] === "size",
    );
    if (size === undefined) throw new Error("a question");
    expect(giveAnswer(answers, size.question, "national")).toEqual({ size: "national" });
  });
});

test("a catalog without products or use cases has nothing to ask about them", () => {
  const empty = { catalog: { products: [], useCases: [] }, published: [], today: "2026-11-21" };
  const { next } = walk(empty, {}, suggested);
  expect(next?.path).toEqual(["blocks"]);
});
