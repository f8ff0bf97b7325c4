import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { profileShape } from "../profiles/schema.ts";
import { ROOT } from "./run-cli.ts";

const page = readFileSync(join(ROOT, "docs/profile.md"), "utf8");

describe("docs/profile.md", () => {
  interface Node {
    readonly $ref?: string;
    readonly anyOf?: readonly Node[];
    readonly items?: Node;
    readonly properties?: Readonly<Record<string, Node>>;
    readonly additionalProperties?: Node | boolean;
    readonly required?: readonly string[];
    readonly default?: unknown;
    readonly enum?: readonly string[];
  }
  const schema = z.toJSONSchema(profileShape, { io: "input", unrepresentable: "any" }) as Node & {
    readonly $defs?: Readonly<Record<string, Node>>;
  };
  /** How a map's own keys are called on the page. */
  const MAPS: Readonly<Record<string, string>> = {
    organizations: "NAME",
    blocks: "BLOCK",
    providers: "CAPABILITY",
    uses: "CAPABILITY",
    seeds: "PART",
  };

  /** Every key below a node: where it is, what it is without it, and what it may be. */
  function keysOf(node: Node, path: string): { key: string; without: string; choices: readonly string[] }[] {
    if (node.$ref !== undefined) return keysOf(schema.$defs?.[node.$ref.split("/").at(-1) ?? ""] ?? {}, path);
    const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
      const key = path === "" ? name : `${path}.${name}`;
      // The parts of a block have the block's own forms.
      const below = key === "blocks.BLOCK.parts" ? [] : keysOf(child, key);
      return [{ key, without: withoutIt(node, name, child), choices: child.enum ?? [] }, ...below];
    });
    const map = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
    return [
      ...own,
      ...(node.anyOf ?? []).flatMap((variant) => keysOf(variant, path)),
      ...(node.items === undefined ? [] : keysOf(node.items, `${path}[]`)),
      ...(map === undefined ? [] : keysOf(map, `${path}.${MAPS[path] ?? "?"}`)),
    ];
  }

  function withoutIt(node: Node, name: string, child: Node): string {
    // Of the block's forms only the last has parts.
    if (name === "parts") return "—";
    if (node.required?.includes(name)) return "required";
    return child.default === undefined ? "—" : `\`${JSON.stringify(child.default)}\``;
  }

  const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
  const keys = keysOf(schema, "");

  it("has every key of the schema and no other, each with what holds without it", () => {
    const stated = rows.map(([, key, without]) => `${key} ${without}`);
    expect(stated).toEqual(keys.map(({ key, without }) => `${key} ${without}`));
    expect(stated.length).toBeGreaterThan(50);
  });

  it("names every choice that a key has", () => {
    for (const { key, choices } of keys) {
      const meaning = rows.find((row) => row[1] === key)?.[3] ?? "";
      for (const choice of choices) expect(meaning, key).toContain(`\`${choice}\``);
    }
  });
});
