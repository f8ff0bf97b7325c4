import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const FOLDERS = ["charts", "cli", "conformance", "constructs", "deploy", "profiles", "reference"];

/** What a folder may import of ours, besides itself and `charts/spi` (CONTRIBUTING.md). */
const MAY: Readonly<Record<string, readonly string[]>> = {
  "charts/spi": [],
  profiles: [],
  constructs: ["profiles"],
  charts: ["profiles", "constructs"],
  deploy: ["profiles", "constructs", "charts"],
  "deploy/local": ["profiles", "constructs", "charts", "deploy", "reference"],
  conformance: [],
  reference: [],
  cli: ["profiles", "constructs", "charts", "deploy", "deploy/local", "conformance", "reference"],
};

/** Servers of ours in a product's folder, and what of the reference servers they may use (docs/adr/0010). */
const ADAPTER = /^charts\/[^/]+\/[^/]+\/(adapter|simulator)\//;
const FRAME = /^reference\/[^/]+\.ts$/;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g);
  return [...found].map(([, specifier]) => ({ file, specifier: specifier ?? "" }));
}

const sources = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).filter(
  (file) => !file.endsWith(".test.ts") && !file.includes("/fixtures/"),
);
const imports = sources.flatMap(importsOf);

function zoneOf(file: string): string {
  if (file.startsWith("charts/spi/")) return "charts/spi";
  if (file.startsWith("deploy/local/")) return "deploy/local";
  return file.split("/")[0] ?? "";
}

function forbidden({ file, specifier }: Import): boolean {
  if (!specifier.startsWith(".")) return false;
  const target = relative(root, normalize(join(root, dirname(file), specifier)));
  if (ADAPTER.test(file) && FRAME.test(target)) return false;
  const from = zoneOf(file);
  const to = zoneOf(target);
  return to !== from && to !== "charts/spi" && !(MAY[from] ?? []).includes(to);
}

describe("the folders import each other one way only", () => {
  it("finds the imports at all", () => {
    expect(imports.length).toBeGreaterThan(200);
  });

  it("holds the table of CONTRIBUTING.md", () => {
    expect(imports.filter(forbidden)).toEqual([]);
  });

  it("keeps cdk8s in constructs/ and charts/", () => {
    const heavy = imports.filter(({ specifier }) =>
      /^(cdk8s|cdk8s-plus-27|constructs)(\/|$)/.test(specifier),
    );
    expect(heavy.filter(({ file }) => !/^(constructs|charts)\//.test(file))).toEqual([]);
  });

  it("keeps constructs out of what pods run", () => {
    const reached = new Set(["charts/pod-programs.ts"]);
    for (const file of reached) {
      for (const { specifier } of importsOf(file).filter((one) => one.specifier.startsWith("."))) {
        reached.add(relative(root, normalize(join(root, dirname(file), specifier))));
      }
    }
    expect(reached.size).toBeGreaterThan(10);
    expect(
      [...reached].filter((file) => file.startsWith("constructs/") || file.endsWith("/chart.ts")),
    ).toEqual([]);
  });

  it("names cdk8s-plus in one file", () => {
    const named = imports.filter(({ specifier }) => specifier.startsWith("cdk8s-plus"));
    expect(named.map(({ file }) => file)).toEqual(["constructs/kplus.ts"]);
  });

  it("keeps Pulumi in deploy/pulumi/", () => {
    const pulumi = imports.filter(({ specifier }) => specifier.startsWith("@pulumi/"));
    expect(pulumi.filter(({ file }) => !file.startsWith("deploy/pulumi/"))).toEqual([]);
  });

  it("has no folder, file or barrel with a name that says nothing", () => {
    const vague = sources.filter((file) => /(^|\/)(utils?|helpers?|common|manager|misc)(\.|\/)/.test(file));
    expect(vague).toEqual([]);
    expect(sources.filter((file) => file.endsWith("/index.ts"))).toEqual(["charts/spi/index.ts"]);
  });

  it("refers to nothing outside the repository", () => {
    const outside = sources.filter((file) => readFileSync(join(root, file), "utf8").includes("../shared"));
    expect(outside).toEqual([]);
  });
});
