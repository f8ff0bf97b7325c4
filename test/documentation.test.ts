import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { products } from "../charts/catalog.ts";
import { listedProducts } from "../charts/listed/products.ts";
import { buildProgram } from "../cli/main.ts";
import { CLI_FILE, cliText } from "../cli/write-cli-docs.ts";
import { ISSUE_CODES } from "../profiles/issue.ts";
import { blocksOf, proseOf } from "./documentation-page.ts";
import { roomOf } from "./product-profile.ts";
import { ROOT } from "./run-cli.ts";

const IGNORED = ["node_modules", "dist", ".git", ".country-stack", ".lab"];
const files = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT, exclude: (name) => IGNORED.includes(String(name)) });
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const pages = files("**/*.md");

describe("links", () => {
  const links = pages.flatMap((page) =>
    [...proseOf(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => ({ page, target: target ?? "" }))
      .filter(({ target }) => !/^[a-z]+:/.test(target)),
  );

  it("are there at all", () => {
    expect(links.length).toBeGreaterThan(20);
  });

  it("lead to files and headings that exist", () => {
    const dead = links.filter(({ page, target }) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !anchorsOf(read(file)).includes(anchor);
    });
    expect(dead).toEqual([]);
  });
});

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(page: string): string[] {
  return headingsOf(page).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function headingsOf(page: string, level = "#+"): string[] {
  return [...proseOf(page).matchAll(new RegExp(`^${level} (.+)$`, "gm"))].map((match) => match[1] ?? "");
}

describe("commands", () => {
  const silent = { out: () => undefined, talk: () => undefined };
  const plain = (_: unknown, text: string) => text;
  const program = buildProgram({
    ...silent,
    interactive: false,
    columns: 80,
    outStyle: plain,
    talkStyle: plain,
    colour: { out: false, talk: false },
  });
  const quoted = pages.flatMap((page) => commandsOf(read(page)).map((command) => ({ page, command })));

  it("are there at all", () => {
    expect(quoted.length).toBeGreaterThan(30);
  });

  it("have known names, options and numbers of arguments", () => {
    const wrong = quoted.map(({ page, command }) => `${page}: ${command}: ${whyUnknown(program, command)}`);
    expect(wrong.filter((line) => !line.endsWith(": undefined"))).toEqual([]);
  });

  it("would notice one that is unknown", () => {
    expect(whyUnknown(program, "validat x.yaml")).toBe("no command validat");
    expect(whyUnknown(program, "plan x.yaml --jsn")).toBe("unknown --jsn");
    expect(whyUnknown(program, "plan --json")).toBe("0 arguments");
    expect(whyUnknown(program, "reference serve gis --port 1 2")).toBe("2 arguments");
    expect(whyUnknown(program, "images x.yaml y.yaml")).toBe("2 arguments");
  });

  it("of npm are scripts of package.json", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm (?:run ([\w:]+)|(test)\b)/g)].map((match) => match[1] ?? match[2] ?? ""),
    );
    expect(named).toEqual(expect.arrayContaining(["demo", "test"]));
    // CONTRIBUTING.md speaks of any script as `npm run X`.
    expect(named.filter((script) => script !== "X" && scripts[script] === undefined)).toEqual([]);
  });

  it("of the README are the two that everybody types", () => {
    const [first] = blocksOf(read("README.md"));
    const typed = first?.text.split("\n").map((line) => line.replace(/\s+#.*/, ""));
    expect(typed).toEqual(["npm ci && npm run demo", "npm ci && npm test", ""]);
  });

  it("have a help that docs/cli.md prints (node cli/write-cli-docs.ts)", () => {
    expect(readFileSync(CLI_FILE, "utf8")).toBe(cliText());
  });
});

/** What stands behind `country-stack` on lines that begin with it and in code within sentences. */
function commandsOf(page: string): string[] {
  const lines = page.matchAll(/^\s*(?:\$ )?(?:npx )?country-stack ([^\n]+)$/gm);
  const inline = proseOf(page).matchAll(/`(?:npx )?country-stack ([^`]+)`/g);
  return [...lines, ...inline]
    .map((match) => (match[1] ?? "").replace(/\s+[#|>].*/, "").trim())
    .filter((command) => !command.startsWith("COMMAND"));
}

/** The command that is meant where none of a command's own is named. */
const defaultOf = (command: Command) =>
  (command as unknown as { _defaultCommandName: string | null })._defaultCommandName;

/** Why a command line is not one of the program's; undefined where it is. */
function whyUnknown(program: Command, line: string): string | undefined {
  let command = program;
  let words = line.split(/\s+/);
  for (;;) {
    const [first] = words;
    const child = command.commands.find((one) => one.name() === first);
    if (child === undefined) break;
    command = child;
    words = words.slice(1);
  }
  // `images PROFILE` is `images list PROFILE`.
  if (words.length > 0 && !words.includes("--help")) {
    command = command.commands.find((one) => one.name() === defaultOf(command)) ?? command;
  }
  // A sentence may name a command without saying what it is given.
  if (words.length === 0) return undefined;
  if (words.includes("--help")) return undefined;
  const { operands, unknown } = command.parseOptions(words);
  if (unknown.length > 0) return `unknown ${unknown[0]}`;
  if (command.commands.length > 0) return operands.length === 0 ? undefined : `no command ${operands[0]}`;
  const { registeredArguments: wanted } = command;
  const least = wanted.filter((argument) => argument.required).length;
  return operands.length < least || operands.length > wanted.length
    ? `${operands.length} arguments`
    : undefined;
}

const housed = products.filter((product) => !listedProducts.includes(product));

describe.each(housed)("the page of $title", (product) => {
  const name = `${roomOf(product)}-${product.id}.md`;

  it("has the headings of all products", () => {
    expect(headingsOf(read(`docs/products/${name}`), "##")).toEqual([
      "What it is",
      "When to choose it",
      "What it needs",
      "How it is operated",
      "Traps",
      "How it maps to GovStack's API",
    ]);
  });

  it("is in the list of docs/products/README.md", () => {
    expect(read("docs/products/README.md")).toContain(`](${name})`);
  });

  it("states the footprint and the options that the catalog has", () => {
    const page = read(`docs/products/${name}`);
    for (const row of page.matchAll(/^\| (demo|district|national) \| (\S+) \| (\S+) \| (\S+) \|$/gm)) {
      const [, size, cpu, memory, storage] = row;
      expect({ cpu, memory, storage }).toEqual(product.footprint[size as keyof typeof product.footprint]);
    }
    const { properties = {} } = z.toJSONSchema(product.options, { io: "input", unrepresentable: "any" });
    const stated = [...page.matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm)].map((row) => [row[1], row[2]]);
    expect(Object.fromEntries(stated)).toEqual(
      Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [
          key,
          JSON.stringify((value as { default?: unknown }).default ?? null),
        ]),
      ),
    );
  });
});

describe("docs/errors.md", () => {
  it("has a section for every code", () => {
    expect(headingsOf(read("docs/errors.md"), "###")).toEqual([...ISSUE_CODES]);
  });
});

describe("the repository", () => {
  const texts = files("**/*.{ts,cjs,mjs,js,json,jsonc,yaml,yml,md,mod,sum,sh}")
    .concat(files(".ci/*"), files("reference/Containerfile"))
    .filter((file) => !file.startsWith("test/") && !/\.(test|slow|cluster)\.ts$/.test(file));
  const mentioning = (pattern: RegExp) => texts.filter((file) => pattern.test(read(file)));

  it("is searched at all", () => {
    expect(texts.length).toBeGreaterThan(300);
    expect(mentioning(/country-stack/).length).toBeGreaterThan(50);
  });

  it("names no host of a package registry", () => {
    const hosts = [
      "registry.npmjs.org",
      "registry.yarnpkg.com",
      "proxy.golang.org",
      "pypi.org",
      "deb.debian.org",
    ];
    expect(mentioning(new RegExp(hosts.join("|").replaceAll(".", "\\.")))).toEqual([]);
  });

  it("refers to nothing outside of it", () => {
    expect(mentioning(/\.\.\/shared/)).toEqual([]);
  });
});
