import { describe, expect, test } from "vitest";
import { catalog } from "../../profiles/fixtures/catalog.ts";
import { UsageError } from "../exit.ts";
import { chooseProducts } from "./choose-products.ts";

const chosen = (names: string[], block?: string) => {
  const { block: found, choices } = chooseProducts(catalog, names, block);
  return [found, ...choices.map(({ product, release }) => `${product.id} ${release.version}`)];
};

/** The sentence and the hint of a refusal. */
function refusal(names: string[], block?: string): string {
  try {
    chooseProducts(catalog, names, block);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} | ${error.hint ?? ""}`;
    throw error;
  }
  throw new Error("not refused");
}

describe("what is compared", () => {
  test("is every product of a block, in the release that a profile gets", () => {
    expect(chosen(["payments"])).toEqual(["payments", "mojaloop 17.1.0"]);
    expect(chosen(["information-mediator"])).toEqual([
      "information-mediator",
      "reference 1.0.0",
      "x-road 7.8.0",
    ]);
    expect(chosen(["gis"])).toEqual(["gis"]);
  });

  test("is the products named, for the block that they fill together", () => {
    expect(chosen(["x-road", "reference"])).toEqual([
      "information-mediator",
      "x-road 7.8.0",
      "reference 1.0.0",
    ]);
    expect(chosen(["x-road@7.8.0", "x-road@7.7.0"])).toEqual([
      "information-mediator",
      "x-road 7.8.0",
      "x-road 7.7.0",
    ]);
    expect(chosen(["reference", "reference@1.0.0"], "digital-registries")).toEqual([
      "digital-registries",
      "reference 1.0.0",
      "reference 1.0.0",
    ]);
  });

  test.each([
    [
      ["x-roda"],
      undefined,
      "x-roda is no building block, and one product alone is no comparison | did you mean x-road?",
    ],
    [
      ["x-road", "mojalop"],
      undefined,
      "no product of the catalog has the id mojalop | did you mean mojaloop?",
    ],
    [
      ["x-road", "mojaloop"],
      undefined,
      "x-road and mojaloop fill no building block together | x-road: information-mediator; mojaloop: payments",
    ],
    [["payments", "gis"], undefined, "one building block at a time | "],
    [["x-road", "x-road"], undefined, "x-road is named twice | "],
    [["x-road@7.8.0", "x-road@1"], undefined, "x-road has no release 1 | releases: 7.8.0 7.7.0"],
    [
      ["reference", "reference@1.0.0"],
      undefined,
      "reference fill several building blocks together: information-mediator digital-registries | choose one: --block information-mediator",
    ],
  ])("is refused: %s", (names, block, sentence) => {
    expect(refusal(names, block)).toBe(sentence);
  });
});
