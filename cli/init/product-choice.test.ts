import { describe, expect, test } from "vitest";
import { registry } from "../../charts/spi/index.ts";
import type { PublishedResult } from "../../conformance/published-results.ts";
import { catalog } from "./fixtures/catalog.ts";
import { blockProducts, productChoices, suggestProduct } from "./product-choice.ts";

const payments = blockProducts(catalog, "payments");
const mediators = blockProducts(catalog, "information-mediator");

describe("products to choose from", () => {
  test("stand in columns, with what is known of the release that would be taken", () => {
    const { head, choices } = productChoices(payments, "payments", "national", [], []);
    expect([head, ...choices.map(({ name }) => name)]).toEqual([
      "PRODUCT  RELEASE  STATUS       LICENCE  CPU  MEMORY  STORAGE",
      "hub      1.9.0    installable  MIT        4     8Gi    200Gi",
      // Of what cannot be installed nobody knows what it would take.
      "wire     3.1.0    listed       MIT",
    ]);
    expect(choices.map(({ about }) => about)).toEqual([
      "Payment hub. For transfers between all banks of a country.",
      "Wire. For countries that have it running.\nThe tool cannot install it: you will be asked where it runs.",
    ]);
  });

  test("say in their details what published checks have found", () => {
    const result: PublishedResult = {
      file: "payments/hub.json",
      block: "payments",
      product: "hub 1.9.0",
      engine: "pulumi",
      environment: "development",
      startedAt: "2026-11-20T10:00:00.000Z",
      counts: { passed: 12, failed: 3, skipped: 0, error: 0 },
    };
    const { choices } = productChoices(payments, "payments", "demo", [], [result]);
    expect(choices[0]?.name).toContain("1.9.0    verified");
    expect(choices[0]?.details).toContain(
      "1.9.0: verified\n    checked on 2026-11-20 (pulumi): 12 passed, 3 failed\n",
    );
    expect(choices[1]?.details).not.toContain("checked");
  });

  test("fit 80 columns also with a licence that is long", () => {
    const { choices } = productChoices(
      blockProducts(catalog, "registration"),
      "registration",
      "demo",
      [],
      [],
    );
    expect(choices[0]?.name).toContain("MPL-2.0 WITH addi…");
    expect(choices[0]?.details).toContain("Licence: MPL-2.0 WITH additional-terms");
    expect(choices[0]?.name.length).toBeLessThan(78);
  });

  test("are none of the platform's, which is asked for by what needs it", () => {
    expect(blockProducts(catalog, "cloud-infrastructure")).toEqual([]);
  });
});

describe("the product that is suggested", () => {
  test("is ours for development and another one elsewhere", () => {
    expect(suggestProduct(mediators, [], "development")).toBe("reference");
    expect(suggestProduct(mediators, [], "staging")).toBe("crossing");
    expect(suggestProduct(mediators, [], "production")).toBe("crossing");
  });

  test("is one that can be installed and offers what is wanted, as far as there is one", () => {
    const registries = blockProducts(catalog, "digital-registries");
    expect(suggestProduct(registries, [registry("households")], "production")).toBe("reference");
    expect(suggestProduct(registries, [registry("persons")], "production")).toBe("crvs");
    expect(suggestProduct(payments, [registry("persons")], "production")).toBe("hub");
    expect(suggestProduct(payments.slice(1), [], "production")).toBe("wire");
    expect(suggestProduct([], [], "production")).toBeUndefined();
  });
});
