import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Capability, defineProduct, type Product, postgres, registry } from "../../charts/spi/index.ts";
import { catalog } from "./fixtures/catalog.ts";
import { canOffer, optionShapes, requirementsOf, suggestOptions } from "./suggest-options.ts";

const find = (id: string, block: string): Product => {
  const product = catalog.products.find((each) => each.id === id && each.fills.some((one) => one === block));
  if (product === undefined) throw new Error(`no ${id}`);
  return product;
};
const registries = find("reference", "digital-registries");

const database = defineProduct({
  ...find("mysql", "cloud-infrastructure"),
  options: z.strictObject({ major: z.int().default(14), superuser: z.boolean().default(false) }),
  provides: ({ major, superuser }) => [
    { capability: postgres({ major, superuser }), port: "api", via: "direct" as const },
  ],
  requires: () => [],
});

describe("options with which a product offers what is wanted", () => {
  test("are a name in a list of names", () => {
    expect(suggestOptions(registries, [registry("households"), registry("programmes")])).toEqual({
      registries: ["households", "programmes"],
    });
  });

  test("are those that have the name of what is asked of it, all at once", () => {
    const need = postgres({ major: 16, superuser: true });
    expect(suggestOptions(database, [need])).toEqual({ major: 16, superuser: true });
  });

  test("are none where it offers that by itself", () => {
    expect(suggestOptions(database, [postgres({ major: 13 })])).toEqual({});
  });

  test("are none where it cannot, and then it is said", () => {
    const wanted: Capability[] = [{ kind: "payments", traits: {} }];
    expect(suggestOptions(registries, wanted)).toEqual({});
    expect(canOffer(registries, wanted)).toBe(false);
    expect(canOffer(registries, [registry("households")])).toBe(true);
    // Its schema takes lower-case letters only.
    expect(canOffer(registries, [registry("House holds")])).toBe(false);
  });
});

test("what a product requires can be told before its own options are given", () => {
  const crvs = find("crvs", "registration");
  expect(optionShapes(crvs).required).toEqual(["language", "administrator", "languages"]);
  expect(requirementsOf(crvs, {})).toEqual([{ kind: "oidc", traits: {} }]);
  expect(canOffer(crvs, [registry("persons")])).toBe(true);
  expect(canOffer(crvs, [registry("households")])).toBe(false);
});
