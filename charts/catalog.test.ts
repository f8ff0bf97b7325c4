import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestFiles } from "../constructs/manifest-file.ts";
import { synthStack } from "../constructs/synth.ts";
import { exampleLink, examplePart, exampleStack } from "../test/example-stack.ts";
import { validateObject } from "../test/kubernetes-schema.ts";
import { products } from "./catalog.ts";
import { BLOCKS, capabilityName, type Product, SIZES } from "./spi/index.ts";

const root = join(import.meta.dirname, "..");
const folders = globSync("charts/*/*/product.ts", { cwd: root }).map((file) => dirname(file));

/** Where a product lives: its first block and its id. */
function folderOf(product: Product): string {
  return `charts/${product.fills[0]}/${product.id}`;
}

const installable = products.filter((product) =>
  product.releases.some((release) => release.load !== undefined),
);

describe("the catalog", () => {
  it("lists every product that has a folder, and nothing else", () => {
    expect(products.map(folderOf).sort()).toEqual(folders.toSorted());
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
          expect(image, "a tag, never a digest or latest").toMatch(/^[a-z0-9./-]+:(?!latest$)[\w.-]+$/);
        }
      }
      const page = `docs/products/${product.fills[0]}-${product.id}.md`;
      expect(existsSync(join(root, page)), page).toBe(true);
    },
  );

  it("says why a provision may be direct", () => {
    const options = (product: Product) => product.options.parse({});
    const direct = products.flatMap((product) =>
      product.provides(options(product)).filter((provision) => provision.via === "direct"),
    );
    // Whoever adds to this list answers for it: direct links bypass the mediator's rights and log.
    expect(direct.map((provision) => [capabilityName(provision.capability), provision.reason])).toEqual([
      ["mediator", "the mediator itself is the way to the others"],
    ]);
  });
});

describe("the manifests of each product", () => {
  it.each(installable.map((product) => [folderOf(product), product] as const))(
    "%s",
    async (folder, product) => {
      const block = product.fills[0] ?? "cms";
      const part = examplePart("example", block, product.options.parse({}), undefined, product);
      const others = exampleStack().parts.filter((other) => other.block !== part.block);
      const links = others.map((other) => exampleLink(other.name, "example"));
      const manifests = await synthStack(
        exampleStack(2, { parts: [part, ...others.slice(0, 1)], links: links.slice(0, 1) }),
      );
      const own = manifests.filter((manifest) => manifest.part === "example");
      expect(
        own.flatMap(({ id, object }) => validateObject(object).map((error) => `${id} ${error}`)),
      ).toEqual([]);
      const [file] = manifestFiles(own);
      await expect(file?.text).toMatchFileSnapshot(join(root, folder, "golden.yaml"));
    },
  );
});
