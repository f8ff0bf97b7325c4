import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./run-cli.ts";

/** Where digests come from elsewhere, or are made up for a test. */
const ALLOWED = [/(^|\/)package-lock\.json$/, /\.lock\.yaml$/, /(^|\/)go\.sum$/, /(^|\/)fixtures\//];

/** What is not of the repository. */
const IGNORED = ["node_modules", "dist", ".git", ".country-stack", ".lab", ".claude"];

/** In hexadecimal, as images have it, or in Base64, as packages have it. */
const SHA256 = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|sha256-[\w+/]{43}=/gi;

/** In goldens, pods carry checksums of their configuration, which `golden.yaml` shows beside it. */
const CHECKSUM = /^ *country-stack\/\S+: [0-9a-f]{64}(,[0-9a-f]{64})*$/gm;

function digestsIn(file: string, text: string): string[] {
  if (ALLOWED.some((pattern) => pattern.test(file))) return [];
  const rest = /(^|\/)golden[^/]*\.yaml$/.test(file) ? text.replaceAll(CHECKSUM, "") : text;
  return rest.match(SHA256) ?? [];
}

describe("the tree", () => {
  const files = globSync("**/*", {
    cwd: ROOT,
    exclude: ({ name }) => IGNORED.includes(name),
    withFileTypes: true,
  })
    .concat(globSync(".ci/*", { cwd: ROOT, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));

  it("is searched at all", () => {
    expect(files.length).toBeGreaterThan(500);
    expect(files).toEqual(expect.arrayContaining([".ci/run", "package-lock.json", "charts/catalog.ts"]));
  });

  it("holds no digest but in lock files and fixtures: nobody invents one", () => {
    const found = files.flatMap((file) =>
      digestsIn(file, readFileSync(join(ROOT, file), "latin1")).map((digest) => `${file}: ${digest}`),
    );
    expect(found).toEqual([]);
  });
});

describe("the search", () => {
  const hash = createHash("sha256").update("x");
  const hex = hash.copy().digest("hex");

  it.each([
    `image: docker.io/library/busybox:1.37.0@sha256:${hex}`,
    `const DIGEST = "${hex.toUpperCase()}";`,
    `integrity="sha256-${hash.copy().digest("base64")}"`,
  ])("finds %s", (text) => {
    expect(digestsIn("charts/gis/acme/product.ts", text)).toHaveLength(1);
    expect(digestsIn("charts/gis/acme/golden.yaml", text)).toHaveLength(1);
    expect(digestsIn("country.lock.yaml", text)).toEqual([]);
  });

  it("passes over checksums of configuration in goldens, and only there", () => {
    const text = `        country-stack/configuration: ${hex}\n`;
    expect(digestsIn("charts/gis/acme/golden.yaml", text)).toEqual([]);
    expect(digestsIn("charts/gis/acme/chart.ts", text)).toHaveLength(1);
  });
});
