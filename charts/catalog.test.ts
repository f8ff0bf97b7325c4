import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestFiles } from "../constructs/manifest-file.ts";
import { synthStack } from "../constructs/synth.ts";
import { validateObject } from "../test/kubernetes-schema.ts";
import { folderOf, productStack, roomOf } from "../test/product-profile.ts";
import { products } from "./catalog.ts";
import { listedProducts } from "./listed/products.ts";
import { BLOCKS, capabilityName, type Product, SIZES, type Size, type Stack } from "./spi/index.ts";

const root = join(import.meta.dirname, "..");
const folders = globSync("charts/*/*/product.ts", { cwd: root }).map((file) => dirname(file));

/** Those with a folder of their own. */
const housed = products.filter((product) => !listedProducts.includes(product));
const installable = products.filter((product) =>
  product.releases.some((release) => release.load !== undefined),
);

describe("the catalog", () => {
  it("lists every product that has a folder, and nothing else", () => {
    expect(housed.map(folderOf).sort()).toEqual(folders.toSorted());
  });

  it.each(products.map((product) => [folderOf(product), product] as const))(
    "%s is complete",
    (_folder, product) => {
      expect(product.fills.every((block) => BLOCKS.includes(block))).toBe(true);
      expect(product.releases.length).toBeGreaterThan(0);
      expect(product.advice).toMatch(/\S/);
      for (const size of SIZES)
        expect(Object.values(product.footprint[size]).every((value) => value !== "")).toBe(true);
      for (const release of product.releases) {
        for (const image of Object.values(release.images)) {
          expect(image, "a tag, never a digest or latest").toMatch(/^[a-z0-9./_-]+:(?!latest$)[\w.-]+$/);
        }
      }
      const page = housed.includes(product)
        ? `docs/products/${roomOf(product)}-${product.id}.md`
        : "docs/products/listed.md";
      expect(existsSync(join(root, page)), page).toBe(true);
    },
  );

  it("says why a provision may be direct", () => {
    const options = (product: Product) => product.options.safeParse({}).data ?? exampleOptions(product);
    const direct = products.flatMap((product) =>
      product.provides(options(product)).filter((provision) => provision.via === "direct"),
    );
    // Whoever adds to this list answers for it: direct links bypass the mediator's rights and log.
    expect(direct.map((provision) => [capabilityName(provision.capability), provision.reason])).toEqual([
      ["mediator", "the mediator itself is the way to the others"],
      ["mediator", "the mediator itself is the way to the others"],
      ["oidc", "browsers are sent to it, and others read its keys"],
      ["oidc", "browsers are sent to it, and others read its keys"],
      ["oidc", "browsers are sent to it, and others read its keys"],
      ["oidc", "browsers are sent to it, and others read its keys"],
      ["postgres", "a platform service"],
      ["postgres", "a platform service"],
      ["operator:cloudnative-pg", "an operator is asked through the cluster's API"],
      ["mysql", "a platform service"],
      ["mysql", "a platform service"],
      ["mysql", "a platform service"],
      ["operator:percona-xtradb-cluster", "an operator is asked through the cluster's API"],
      ["kafka", "a platform service"],
      ["kafka", "a platform service"],
      ["operator:strimzi", "an operator is asked through the cluster's API"],
      ["valkey", "a platform service"],
      ["object-storage", "a platform service"],
      ["certificate-authority", "an authority signs when secrets are made, and nobody calls it"],
      ["operator:cert-manager", "an operator is asked through the cluster's API"],
    ]);
  });
});

/** The options of a product that cannot do without some, as its own profile has them. */
function exampleOptions(product: Product): unknown {
  return productStack(product).parts.find(({ name }) => name === "example")?.options;
}

describe("the manifests of each product", () => {
  it.each(installable.map((product) => [folderOf(product), product] as const))(
    "%s",
    async (folder, product) => {
      const manifests = await synthStack(productStack(product));
      const own = manifests.filter((manifest) => manifest.part === "example");
      expect(
        own.flatMap(({ id, object }) => validateObject(object).map((error) => `${id} ${error}`)),
      ).toEqual([]);
      const [file] = manifestFiles(own);
      await expect(file?.text).toMatchFileSnapshot(join(root, folder, "golden.yaml"));
    },
  );
});

describe("upstream charts", () => {
  it.each(installable.map((product) => [folderOf(product), product] as const))(
    "of %s have exact versions",
    async (_folder, product) => {
      for (const size of SIZES) {
        const stack = stackIn(product, size);
        if (stack === undefined) continue;
        const charts = (await synthStack(stack)).filter(({ object }) => object.kind === "HelmRelease");
        const versions = charts.map(({ object }) => {
          const spec = object["spec"] as { chart: { spec: { version: string } } };
          return spec.chart.spec.version;
        });
        expect(
          versions.filter((version) => !/^v?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
          size,
        ).toEqual([]);
      }
    },
  );
});

/** The product's stack; nothing where it cannot be had in that size. */
function stackIn(product: Product, size: Size): Stack | undefined {
  try {
    return productStack(product, size);
  } catch {
    return undefined;
  }
}
