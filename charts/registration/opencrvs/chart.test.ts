import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkRules } from "../../../constructs/rules/check-rules.ts";
import { synthStack } from "../../../constructs/synth.ts";
import { productStack } from "../../../test/product-profile.ts";
import { ROOT } from "../../../test/run-cli.ts";
import { type Part, SIZES, type Stack } from "../../spi/index.ts";
import product from "./product.ts";

const UPSTREAM = join(ROOT, "../shared/products/opencrvs");
const EXISTING = {
  postgres: "pg.gov.example",
  elasticsearch: "search.gov.example",
  objectStorage: "s3.gov.example",
  redis: "redis.gov.example",
  mongodb: "mongo.gov.example",
  influxdb: "influx.gov.example",
};

type Values = Record<string, Record<string, unknown>>;

async function releases(stack: Stack): Promise<Record<string, { values: Values; chart: string }>> {
  const manifests = await synthStack(stack);
  const found = manifests.filter(({ object }) => object.kind === "HelmRelease");
  return Object.fromEntries(
    found.map(({ object }) => {
      const { values, chart } = object["spec"] as { values: Values; chart: { spec: { chart: string } } };
      return [object.metadata.name, { values, chart: chart.spec.chart }];
    }),
  );
}

function withOptions(stack: Stack, options: object): Stack {
  const change = (part: Part): Part =>
    part.product.id === "opencrvs" ? { ...part, options: { ...(part.options as object), ...options } } : part;
  return { ...stack, parts: stack.parts.map(change) };
}

describe("OpenCRVS", () => {
  test.for(SIZES)("brings stores with passwords of their own in size %s", async (size) => {
    const found = await releases(productStack(product, size));
    expect(Object.keys(found)).toEqual(["opencrvs-stores", "opencrvs"]);
    const stores = found["opencrvs-stores"]?.values ?? {};
    expect(stores["chart_dev_mode"]).toBe(false);
    for (const store of ["postgres", "mongodb", "elasticsearch", "minio"]) {
      expect(stores[store], store).toMatchObject({ enabled: true, use_default_credentials: false });
    }
    const services = found["opencrvs"]?.values ?? {};
    for (const store of ["postgres", "mongodb", "elasticsearch", "redis", "minio"]) {
      expect(services[store]?.["auth_mode"], store).toMatch(/^(auto|use_secret)$/);
    }
    expect(services["data_seed"]).toEqual({ enabled: true, env: { ACTIVATE_USERS: "false" } });
  });

  test("asks the stores that a country has, and brings none", async () => {
    const found = await releases(withOptions(productStack(product), { stores: EXISTING }));
    expect(Object.keys(found)).toEqual(["opencrvs"]);
    const { postgres, elasticsearch, minio } = found["opencrvs"]?.values ?? {};
    expect(postgres).toEqual({ host: "pg.gov.example", auth_mode: "auto", sslmode: "require" });
    expect(elasticsearch).toMatchObject({ host: "search.gov.example", auth_mode: "use_secret" });
    expect(minio).toMatchObject({ host: "s3.gov.example", port: "9000" });
  });

  test("lets its pods out to exactly those stores, and says why", async () => {
    const stack = withOptions(productStack(product), { stores: EXISTING });
    const manifests = await synthStack(stack);
    const names = manifests
      .filter(({ object }) => object.kind === "NetworkPolicy")
      .map(({ object }) => object.metadata.name);
    expect(names.filter((name) => name.startsWith("all-to-"))).toEqual([
      "all-to-pg.gov.example-5432",
      "all-to-search.gov.example-9200",
      "all-to-s3.gov.example-9000",
      "all-to-redis.gov.example-6379",
      "all-to-mongo.gov.example-27017",
      "all-to-influx.gov.example-8086",
    ]);
    const findings = checkRules(manifests, { stack });
    expect(findings.filter(({ state }) => state === "violation")).toEqual([]);
  });

  test("takes its services from the registry of the profile, by the tag of the release", async () => {
    const stack = { ...productStack(product), images: { registry: "mirror.example", pullSecret: "pull" } };
    const { platform } = (await releases(stack))["opencrvs"]?.values ?? {};
    expect(platform).toEqual({
      tag: "v2.0.0",
      repository: "mirror.example/opencrvs",
      imagePullSecrets: [{ name: "pull" }],
    });
  });

  test("has no password in any object", async () => {
    const text = JSON.stringify((await synthStack(productStack(product))).map(({ object }) => object));
    expect(text).not.toMatch(/(password|PASSWORD)"?:\s*"(?!\{)/);
  });

  test.skipIf(!existsSync(UPSTREAM))("sets nothing that the charts do not know", async () => {
    const found = await releases(productStack(product));
    const known = (file: string) => parse(readFileSync(join(UPSTREAM, file), "utf8")) as Values;
    const files = {
      opencrvs: "opencrvs-services-values.yaml",
      "opencrvs-stores": "dependencies-values.yaml",
    };
    for (const [release, file] of Object.entries(files)) {
      const unknown = Object.keys(found[release]?.values ?? {}).filter((key) => !(key in known(file)));
      expect(unknown, release).toEqual([]);
    }
  });
});
