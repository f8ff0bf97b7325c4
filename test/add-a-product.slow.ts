import { globSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyTree } from "./documentation-copy.ts";
import { followPage } from "./documentation-page.ts";
import { ROOT } from "./run-cli.ts";

let copy: Awaited<ReturnType<typeof copyTree>>;
beforeAll(async () => {
  copy = await copyTree();
});
afterAll(() => copy.remove());

describe("docs/add-a-product.md", () => {
  it("leads to a product that is listed, tested and synthesized, here and in a catalog of one's own", async () => {
    expect(await followPage(join(ROOT, "docs/add-a-product.md"), copy.folder)).toBeGreaterThan(12);
    const own = globSync("charts/digital-registries/published-registers/*", { cwd: copy.folder });
    expect(own.map((file) => file.split("/").at(-1)).sort()).toEqual([
      "chart.test.ts",
      "chart.ts",
      "example.yaml",
      "golden.yaml",
      "product.ts",
    ]);
    expect(globSync("manifests/*", { cwd: copy.folder })).toEqual(["manifests/01-offices.yaml"]);
  });
});
