import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  type Capability,
  type Catalog,
  kafka,
  operator,
  type PlatformService,
  type Product,
  type Provision,
  postgres,
  type Release,
} from "../charts/spi/index.ts";
import { readFixture, readFrom } from "./fixtures/read-fixture.ts";
import { TODAY } from "./fixtures/resolve-text.ts";
import { loadProfile } from "./load.ts";
import { resolveStack } from "./resolve.ts";

const footprint = { cpu: "1m", memory: "1Mi", storage: "1Mi" };
const release = (version: string): Release => ({
  version,
  images: {},
  govstack: {},
  upgradesFrom: [],
  load: () => Promise.reject(new Error("the test catalog has no charts")),
});

function product(id: string, fills: Product["fills"], given: Partial<Product>): Product {
  return {
    id,
    title: id,
    advice: "for tests",
    fills,
    licence: "MIT",
    homepage: "https://example.org",
    releases: [release("2"), release("1")],
    ports: { api: 1 },
    provides: () => [],
    requires: () => [],
    options: z.strictObject({}),
    footprint: { demo: footprint, district: footprint, national: footprint },
    needs: [],
    conformance: { basePath: "", headers: {}, port: "api" },
    ...given,
  };
}

const offer = (capability: Capability): Provision => ({
  capability,
  port: "api",
  via: "direct",
  reason: "so",
});
const service = (
  id: string,
  capability: Capability,
  platform: PlatformService,
  given: Partial<Product> = {},
) => product(id, ["cloud-infrastructure"], { provides: () => [offer(capability)], platform, ...given });

const EVERY = ["demo", "district", "national"] as const;
const catalog: Catalog = {
  products: [
    service(
      "single",
      postgres({ major: 16 }),
      { sizes: ["demo"] },
      {
        options: z.strictObject({ connections: z.int().default(100) }),
      },
    ),
    service(
      "clustered",
      postgres({ major: 16, superuser: true }),
      { sizes: ["district", "national"] },
      {
        requires: () => [operator("clusters")],
      },
    ),
    service("old", postgres({ major: 12 }), { sizes: [] }),
    service("clusters-operator", operator("clusters"), { sizes: EVERY, shared: true }),
    service("queue", kafka(), { sizes: ["demo"] }),
    service("needy", kafka(), { sizes: [] }, { requires: () => [postgres({ major: 14 })] }),
    service("needy-too", postgres({ major: 16 }), { sizes: [] }, { requires: () => [kafka()] }),
    product("plain", ["cloud-infrastructure"], { provides: () => [offer(postgres({ major: 16 }))] }),
    product("register", ["digital-registries"], {
      requires: () => [postgres({ major: 14 }), postgres({ major: 15 })],
    }),
    product("shop", ["e-marketplace"], { requires: () => [postgres({ major: 14 })] }),
    product("bus", ["workflow"], { requires: () => [kafka()] }),
  ],
  useCases: [],
};

function resolve(text: string) {
  const main = readFrom({ "main.yaml": `extends: ./base.yaml\n${text}` });
  const loaded = loadProfile("main.yaml", (path) => (path === "base.yaml" ? readFixture(path) : main(path)));
  return loaded.ok ? resolveStack(loaded.value, catalog, TODAY) : loaded;
}

/** The parts of a text, each with its product and namespace; the issues of one that does not resolve. */
function parts(text: string): string[] {
  const result = resolve(text);
  if (!result.ok) return result.issues.map(({ code, at }) => `${code}:${at?.line}`);
  return result.value.parts.map(
    ({ name, product: { id }, release: { version }, namespace }) => `${namespace}/${name} ${id} ${version}`,
  );
}

/** The parameters of the one issue of a text. */
function trouble(text: string): Record<string, unknown> {
  const result = resolve(text);
  if (result.ok || result.issues.length !== 1) throw new Error(JSON.stringify(result));
  return { ...result.issues[0]?.params, code: result.issues[0]?.code };
}

const CIVIL = "blocks: { digital-registries: { parts: { civil: register } } }\n";
const TWO = "blocks: { digital-registries: { parts: { civil: register, land: register } } }\n";

describe("a need that nobody serves", () => {
  test("is served beside its part, once for all that it asks, by the product for the stack's size", () => {
    const own = parts(CIVIL);
    expect(own).toEqual(["utopia-civil/civil-postgres single 2", "utopia-civil/civil register 2"]);
    expect(parts(`size: district\n${TWO}`)).toEqual([
      "utopia-clusters-operator/clusters-operator clusters-operator 2",
      "utopia-civil/civil-postgres clustered 2",
      "utopia-land/land-postgres clustered 2",
      "utopia-civil/civil register 2",
      "utopia-land/land register 2",
    ]);
  });

  test("of a size for which nothing is meant is missed, with what could serve", () => {
    expect(trouble("size: national\nblocks: { workflow: bus }")).toMatchObject({
      code: "CS1301",
      products: ["cloud-infrastructure: queue", "cloud-infrastructure: needy"],
    });
  });

  test("is served by what the profile chooses, in the release and with the options that it gives", () => {
    const chosen = "providers: { postgres: { product: single, version: '1', options: { connections: 7 } } }";
    expect(parts(`size: national\n${CIVIL}${chosen}`)[0]).toBe("utopia-civil/civil-postgres single 1");
    const result = resolve(`${CIVIL}${chosen}`);
    expect(result.ok && result.value.parts[0]?.options).toEqual({ connections: 7 });
    expect(result.ok && result.value.providers).toEqual({});
  });

  test("may be served by another operator than that of the catalog, by its full name", () => {
    const providers = 'providers: { "operator:clusters": { product: clusters-operator, version: "1" } }';
    expect(parts(`size: district\n${CIVIL}${providers}`)[0]).toBe(
      "utopia-clusters-operator/clusters-operator clusters-operator 1",
    );
  });

  test("is not served twice where the profile has a part or a service for it", () => {
    const db =
      "blocks: { digital-registries: { parts: { civil: register } }, cloud-infrastructure: { parts: { db: plain } } }";
    expect(parts(db)).toEqual(["utopia-db/db plain 2", "utopia-civil/civil register 2"]);
    expect(parts(`${CIVIL}providers: { postgres: { external: { host: db.example, port: 5432 } } }`)).toEqual([
      "utopia-civil/civil register 2",
    ]);
  });
});

describe("a choice that cannot be", () => {
  test("is told once, at its place, and nothing that only follows from it", () => {
    expect(parts(`${TWO}providers: { postgres: { product: singel } }`)).toEqual(["CS1202:3"]);
    expect(trouble(`${TWO}providers: { postgres: { product: singel } }`)).toEqual({
      code: "CS1202",
      product: "singel",
      block: "postgres",
      known: ["single", "clustered", "old", "needy-too"],
      suggestion: "single",
    });
    expect(parts(`${TWO}providers:\n  postgres:\n    product: single\n    version: '3'`)).toEqual([
      "CS1203:6",
    ]);
    expect(parts(`${TWO}providers: { postgres: { product: single, options: { connectoins: 1 } } }`)).toEqual([
      "CS1101:3",
    ]);
    expect(
      parts(`${TWO}providers: { postgres: { product: single, options: { connections: many } } }`),
    ).toEqual(["CS1102:3"]);
  });

  test("is told where no part needs it, too", () => {
    expect(parts("blocks: {}\nproviders: { kafka: { product: quene } }")).toEqual(["CS1202:3"]);
    expect(parts("blocks: {}\nproviders: { oidc: { product: single } }")).toEqual(["CS1202:3"]);
  });

  test("of less than a part needs is told with what is missing", () => {
    expect(
      trouble("blocks: { e-marketplace: shop }\nproviders: { postgres: { product: old } }"),
    ).toMatchObject({
      code: "CS1303",
      part: "e-marketplace",
      provider: "old",
      traits: ["major: needs 14, has 12"],
    });
  });

  test("is an address for what is not called at one", () => {
    const text = 'blocks: {}\nproviders: { "operator:clusters": { external: { host: a.example, port: 1 } } }';
    expect(trouble(text)).toMatchObject({ code: "CS1104", reason: "not-elsewhere" });
  });

  test("has a shape that is neither, and is told of the form that was meant", () => {
    const external = (rest: string) => `blocks: {}\nproviders: { postgres: { external: ${rest} } }`;
    expect(trouble(external("{ host: db.example }"))).toEqual({
      code: "CS1103",
      key: "port",
      path: "providers.postgres.external",
    });
    expect(trouble(external("{ host: db.example, port: 5432, prot: 1 }"))).toMatchObject({
      code: "CS1101",
      suggestion: "port",
    });
    expect(trouble(external("db.example"))).toMatchObject({
      code: "CS1102",
      path: "providers.postgres.external",
    });
    expect(trouble("blocks: {}\nproviders: { postgres: db.example }")).toMatchObject({
      code: "CS1102",
      expected: "object",
    });
    expect(trouble("blocks: {}\nproviders: { postgres: { product: single, option: {} } }")).toMatchObject({
      code: "CS1101",
      suggestion: "options",
    });
  });

  test("needs itself in the end", () => {
    const text =
      "blocks: { workflow: bus }\nproviders: { kafka: { product: needy }, postgres: { product: needy-too } }";
    expect(trouble(text)).toEqual({
      code: "CS1304",
      chain: ["workflow-kafka", "workflow-kafka-postgres", "workflow-kafka-postgres-kafka"],
    });
  });

  test("names no capability", () => {
    expect(parts("blocks: {}\nproviders: { postgress: { product: single } }")).toEqual(["CS1305:3"]);
  });
});

describe("a name that the tool would give and the profile gave already", () => {
  test("is told at the part that has it, and for whom the other one is", () => {
    const text =
      "blocks:\n  digital-registries: { parts: { civil: register } }\n  workflow: { parts: { civil-postgres: bus } }";
    expect(parts(text)).toEqual(["CS1206:4"]);
    expect(trouble(text)).toMatchObject({
      part: "civil-postgres",
      addedFor: "civil",
      capability: "postgres",
    });
  });

  test("of an operator, too", () => {
    const text =
      "size: district\nblocks:\n  digital-registries: { parts: { civil: register, clusters-operator: register } }";
    expect(parts(text)).toEqual(["CS1206:4"]);
  });
});
