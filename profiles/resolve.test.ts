import { describe, expect, test } from "vitest";
import { catalog } from "./fixtures/catalog.ts";
import { readFixture, readFrom } from "./fixtures/read-fixture.ts";
import { codes, resolve, stackOf, TODAY } from "./fixtures/resolve-text.ts";
import { loadProfile } from "./load.ts";
import { checkNames, resolveStack } from "./resolve.ts";

describe("a stack", () => {
  const stack = (() => {
    const loaded = loadProfile("utopia.yaml", readFixture);
    const resolved = loaded.ok ? resolveStack(loaded.value, catalog, TODAY) : loaded;
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
    return resolved.value;
  })();

  test("has its parts in the order of installing", () => {
    expect(stack.parts.map((part) => part.name)).toEqual([
      "cloud-infrastructure",
      "information-mediator",
      "identity",
      "registration",
      "civil",
      "social",
      "payments",
    ]);
  });

  test("gives each part owner, identifier, namespace, release, options, seed and place", () => {
    expect(stack.parts.find((part) => part.name === "civil")).toMatchObject({
      block: "digital-registries",
      owner: { id: "interior", name: "Ministry of the Interior", class: "GOV", code: "70001" },
      identifier: { instance: "XU-TEST", memberClass: "GOV", memberCode: "70001", application: "civil" },
      namespace: "utopia-civil",
      release: { version: "1.0.0" },
      options: { registries: ["households"] },
      seed: { households: [{ id: "H1" }] },
      at: { file: "utopia.yaml", line: 10, column: 7, endColumn: 12 },
    });
    expect(stack.parts.find((part) => part.name === "information-mediator")?.release.version).toBe("7.7.0");
    expect(stack.parts.find((part) => part.name === "payments")).toMatchObject({
      owner: { id: "interior" },
      release: { version: "17.1.0" },
      overrides: { replicas: 2, resources: { memory: "2Gi" } },
    });
  });

  test("links each need, and each call of a use case, with the reason", () => {
    expect(stack.links.map(({ from, to, via, reason }) => [from, to, via, reason])).toEqual([
      ["registration", "civil", "mediator", "OpenSPP requires registry:households"],
      ["registration", "identity", "direct", "OpenSPP requires oidc; direct because browsers sign in there"],
      [
        "identity",
        "cloud-infrastructure",
        "direct",
        "eSignet requires postgres; direct because a platform service",
      ],
      [
        "information-mediator",
        "cloud-infrastructure",
        "direct",
        "X-Road requires postgres; direct because a platform service",
      ],
      ["civil", "payments", "mediator", "Cash transfer: pays the household"],
    ]);
    expect(stack.useCases).toEqual([
      { id: "cash-transfer", title: "Cash transfer", roles: { registry: "civil", bank: "payments" } },
    ]);
  });

  test("has the country's code as instance where the profile names none", () => {
    expect(stackOf("blocks: {}").instance).toBe("XU");
  });
});

describe("trouble", () => {
  test("comes all at once, and what only follows from it is left out", () => {
    const text = `blocks:
  identity: { product: esignett, owner: health }
  cloud-infrastructure: { product: postgresql, version: "9", options: { major: 11, superusr: true } }
  registration: openspp
  paymnts: mojaloop
  messaging: rapidpro
useCases: [cash]`;
    expect(codes(text)).toEqual([
      "CS1202:3",
      "CS1205:3",
      "CS1203:4",
      "CS1104:4",
      "CS1101:4",
      "CS1201:6",
      "CS1204:7",
      "CS1401:8",
    ]);
  });

  test("names an unknown block once, however many parts it has", () => {
    expect(codes("blocks:\n  ledgers: { parts: { one: fineract, other: fineract } }")).toEqual(["CS1201:3"]);
  });

  test("with one need hides no other", () => {
    const text = "blocks:\n  identity: esignet\n  payments: mojaloop\n  registration: openspp";
    expect(codes(text)).toEqual(["CS1301:3", "CS1301:4", "CS1301:5"]);
  });

  test("in the shape hides no wrong name", () => {
    const text =
      "size: huge\nblocks:\n  identity: { product: esignett, x: 1 }\n  gis: { owner: 3 }\n  payments: mojalop\nuseCases: [cash]";
    const loaded = loadProfile("main.yaml", (path) =>
      path === "base.yaml"
        ? readFixture(path)
        : readFrom({ "main.yaml": `extends: base.yaml\n${text}` })(path),
    );
    const salvaged = loaded.ok ? undefined : loaded.salvaged;
    expect(salvaged && checkNames(salvaged, catalog).map(({ code, at }) => `${code}:${at?.line}`)).toEqual([
      "CS1202:4",
      "CS1202:6",
      "CS1401:7",
    ]);
  });

  test("with a circle is told once, with its chain, beginning with the first part of the profile", () => {
    const result = resolve("blocks: { wallet: sunbird, consent: openiam }");
    expect(result).toMatchObject({
      ok: false,
      issues: [{ code: "CS1304", params: { chain: ["wallet", "consent", "wallet"] } }],
    });
  });

  test("with exemptions and seeds in production", () => {
    const production =
      "environment: production\nblocks: { digital-registries: reference, information-mediator: x-road }\nproviders: { postgres: { external: { host: db.example, port: 1 } } }";
    const exemption = (match: string, expires: string) =>
      `\nexemptions: [{ rule: reference-in-production, match: "${match}", reason: r, owner: o, expires: ${expires} }]`;
    expect(codes(production)).toEqual(["CS1502:3"]);
    expect(codes(production + exemption("digital-*", TODAY))).toEqual([]);
    expect(codes(production + exemption("digital-registries", "2026-11-20"))).toEqual(["CS1501:5"]);
    expect(codes(production + exemption("payments", TODAY))).toEqual(["CS1502:3", "CS1507:5"]);
  });
});
