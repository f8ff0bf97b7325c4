import { describe, expect, test } from "vitest";
import { formatIssues } from "../ui/issues.ts";
import { catalog } from "./fixtures/catalog.ts";
import { keyOf } from "./question.ts";
import { checkAnswers, readAnswers } from "./read-answers.ts";

const context = { catalog, published: [], today: "2026-11-21" };

function check(text: string, suggestions = true) {
  const read = readAnswers("answers.yaml", new TextEncoder().encode(text));
  if (!("root" in read)) throw new Error(JSON.stringify(read.issues));
  const { issues, lacking, walk } = checkAnswers(context, read, suggestions);
  const shown = formatIssues(issues, new Map([["answers.yaml", text]]), { colour: false });
  return { issues, lacking: lacking.map(({ path }) => keyOf(path)), shown, chosen: walk.chosen };
}

describe("answers of a file", () => {
  test("are taken, and suggestions for the rest", () => {
    const { issues, lacking, chosen } = check("country: { name: Togo, currency: XOF }\nuseCases: []\n");
    expect(issues).toEqual([]);
    expect(lacking).toEqual([]);
    expect(chosen?.frame).toMatchObject({ country: { name: "Togo", code: "TG" }, domain: "togo.example" });
  });

  test("may be JSON, as a draft is", () => {
    const draft = JSON.stringify(
      { name: "togo", organizations: [{ name: "Interior" }, { name: "" }] },
      null,
      2,
    );
    expect(check(draft).issues).toEqual([]);
    expect(check(draft).chosen?.organizations.map(({ id }) => id)).toEqual(["interior"]);
  });

  test("say all that is wrong with them at once, each with its place", () => {
    const { shown } = check(
      [
        "country: { name: Togo, code: togo, currency: XOF }",
        "nme: togo",
        "environment: prodution",
        "useCases: [cash-transfre]",
        "organizations: Interior",
      ].join("\n"),
    );
    expect(
      shown,
    ).toBe(`answers.yaml:1:30 error CS1104: "togo" in country.code must be two capital letters, such as XU
    country: { name: Togo, code: togo, currency: XOF }
                                 ^^^^

answers.yaml:2:1 error CS1101: what is asked has no key "nme"
    nme: togo
    ^^^
  did you mean "name"?

answers.yaml:3:14 error CS1104: "prodution" in environment is not one of the values to choose from
    environment: prodution
                 ^^^^^^^^^
  did you mean "production"?

answers.yaml:4:12 error CS1104: "cash-transfre" in useCases[0] is not one of the values to choose from
    useCases: [cash-transfre]
               ^^^^^^^^^^^^^
  did you mean "cash-transfer"?

answers.yaml:5:16 error CS1102: organizations takes a list, and this is text
    organizations: Interior
                   ^^^^^^^^

5 errors; country-stack explain CS1104 says more`);
  });

  test("to questions that nobody asks are an error, and what is asked is named", () => {
    const { shown } = check("useCases: []\nblocks: [payments]\nparts: { paymnts: { product: hub } }\n");
    expect(shown).toContain('error CS1101: parts has no key "paymnts"');
    expect(shown).toContain('did you mean "payments"?');
    expect(check("exemptions: { grant: yes }").shown).toContain('what is asked has no key "exemptions"');
  });

  test("that only follow from a wrong one are not reported beside it", () => {
    const { issues } = check("blocks: [paymnts]\nparts: { payments: { product: hub } }\n");
    expect(issues.map(({ code }) => code)).toEqual(["CS1104"]);
  });

  test("may leave out that there is no further organization, and nothing else without suggestions", () => {
    const { lacking } = check(
      "organizations: [{ name: Interior, class: GOV, code: '1' }]\nname: togo\n",
      false,
    );
    expect(lacking).not.toContain("organizations.1.name");
    expect(lacking).toEqual(expect.arrayContaining(["country.name", "size", "parts.payments.product"]));
  });

  test("that only a person can know are named, all of them", () => {
    const { lacking } = check(
      "country: { name: Atlantis }\nblocks: [payments]\nparts: { payments: { product: wire } }\n",
    );
    expect(lacking).toEqual(["country.code", "parts.payments.url"]);
  });

  test("of options are checked by the product", () => {
    const parts = "parts: { programmes: { product: reference, options: { registries: [A1] } } }";
    expect(check(parts).shown).toContain(
      `"A1" in parts.programmes.options.registries[0] a registry's code is lower-case letters`,
    );
  });
});

test("a file that holds no answers says so with its place", () => {
  const read = readAnswers("a.yaml", new TextEncoder().encode("- a\n- b\n"));
  expect("issues" in read && read.issues.map(({ code }) => code)).toEqual(["CS1010"]);
});
