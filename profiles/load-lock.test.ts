import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readFrom } from "./fixtures/read-fixture.ts";
import { loadLock } from "./load-lock.ts";
import { lockFileOf } from "./lock.ts";
import { formatLock, updateLock } from "./update-lock.ts";

const digest = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const HEAD = 'apiVersion: country-stack/v1alpha1\ntool: "1"\n';
const entry = (text: string) => `{ digest: "${text}", from: "a:1", locked: 2026-01-01, platforms: {} }`;
const FACTS = { today: "2026-11-21", tool: "0.1.0" };
const TOOL = "docker.io/library/tool:1.0";
const found = (content: string) => ({
  digest: digest(content),
  from: TOOL,
  platforms: { "linux/arm64/v8": digest(`${content} arm`), "linux/amd64": digest(content) },
});
const FIRST = updateLock(undefined, new Map([[TOOL, found("one")]]), [], FACTS);
const load = (text: string | Uint8Array) =>
  loadLock("country.lock.yaml", readFrom({ "country.lock.yaml": text }));

/** The issues of a lock file as `CODE LINE:COLUMN`. */
function brief(text: string | Uint8Array): string[] {
  const result = load(text);
  if (result.state !== "wrong") return [result.state];
  return result.issues.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`);
}

test.each([
  ["country.yaml", "country.lock.yaml"],
  ["a.b/utopia.prod.yml", "a.b/utopia.prod.lock.yaml"],
  ["country.json", "country.lock.yaml"],
  ["country", "country.lock.yaml"],
])("the lock of %s is %s", (profile, lock) => {
  expect(lockFileOf(profile)).toBe(lock);
});

describe("a lock file", () => {
  test("that was written is read as it was", () => {
    const result = load(formatLock(FIRST.lock, "country.yaml"));
    expect(result).toMatchObject({ state: "read", lock: FIRST.lock });
  });

  test("is the same bytes whatever the order of finding, and says who made it", () => {
    const names = [TOOL, "quay.io/a/b:2", "a.example:5000/c:3"];
    const texts = [names, names.toReversed()].map((order) => {
      const images = new Map(order.map((name) => [name, found(name)]));
      return formatLock(updateLock(undefined, images, [], FACTS).lock, "country.yaml");
    });
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toMatch(/^# .*\n# Made by: country-stack images lock country\.yaml\n/);
    expect(texts[0]?.match(/^ {2}\S.*:$/gm)).toEqual([
      "  a.example:5000/c:3:",
      `  ${TOOL}:`,
      "  quay.io/a/b:2:",
    ]);
    expect(texts[0]?.indexOf("linux/amd64")).toBeLessThan(texts[0]?.indexOf("linux/arm64") ?? 0);
  });

  test("whose profile has an odd name stays a lock file", () => {
    expect(brief(formatLock(FIRST.lock, "x\nimages: no"))).toEqual(["read"]);
  });

  test("that is not there is absent", () => {
    expect(loadLock("country.lock.yaml", readFrom({})).state).toBe("absent");
  });

  test.each<[string, string | Uint8Array, string[]]>([
    ["is empty", "", ["CS1102 1:1"]],
    ["is a list", "- a", ["CS1102 1:1"]],
    ["is not YAML", "images: [", ["CS1004 1:10"]],
    ["is binary", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0]), ["CS1003 1:1"]],
    ["is larger than any", "#".repeat(2 ** 20 + 1), ["CS1002 undefined:undefined"]],
    ["holds an alias bomb", "a: &a [*a, *a]", ["CS1006 1:8"]],
    ["lacks its keys", "tool: '1'", ["CS1103 1:1", "CS1103 1:1"]],
    ["has a key too many", `${HEAD}images: {}\nextra: 1`, ["CS1101 4:1"]],
    ["has an image twice", `${HEAD}images:\n  a:1: {}\n  a:1: {}`, ["CS1005 5:3"]],
    ["has an image without a tag", `${HEAD}images:\n  a: ${entry(digest("x"))}`, ["CS1104 4:3"]],
    ["has a digest that is none", `${HEAD}images:\n  a:1: ${entry("latest")}`, ["CS1104 4:18"]],
    ["has a shorter digest", `${HEAD}images:\n  a:1: ${entry(digest("x").slice(0, -1))}`, ["CS1104 4:18"]],
    ["is of another format", `apiVersion: v2\ntool: "1"\nimages: {}`, ["CS1104 1:13"]],
  ])("that %s is told with line and column", (_, text, expected) => {
    expect(brief(text)).toEqual(expected);
  });

  test("that cannot be opened is told with the reason", () => {
    const result = loadLock("country.lock.yaml", () => ({ unreadable: true, reason: "it is a folder" }));
    expect(result).toMatchObject({
      state: "wrong",
      issues: [{ code: "CS1008", params: { file: "country.lock.yaml", reason: "it is a folder" } }],
    });
  });

  test("is never called the profile", () => {
    const result = load("tool: 1\nother: 2");
    const paths = result.state === "wrong" ? result.issues.map(({ params }) => params["path"]) : [];
    expect(paths).toEqual(["country.lock.yaml", "country.lock.yaml", "tool", "country.lock.yaml"]);
  });
});

describe("an update", () => {
  const later = { ...FACTS, today: "2027-01-01", tool: "0.2.0" };

  test("that finds the same changes nothing, neither day nor tool", () => {
    const update = updateLock(FIRST.lock, new Map([[TOOL, found("one")]]), [], later);
    expect(update).toMatchObject({ changed: false, added: [], removed: [], moved: [] });
    expect(update.lock.images).toEqual(FIRST.lock.images);
  });

  test("says from which digest to which a tag moved, and since when", () => {
    const update = updateLock(FIRST.lock, new Map([[TOOL, found("two")]]), [], later);
    const moved = [{ image: TOOL, before: digest("one"), after: digest("two") }];
    expect(update).toMatchObject({ changed: true, moved, added: [], removed: [] });
    expect(update.lock.images[TOOL]?.locked).toBe("2027-01-01");
  });

  test("keeps the day of a digest that is looked up elsewhere", () => {
    const other = { ...found("one"), from: "mirror.example/library/tool:1.0" };
    const update = updateLock(FIRST.lock, new Map([[TOOL, other]]), [], later);
    expect(update).toMatchObject({ changed: true, moved: [] });
    expect(update.lock.images[TOOL]).toMatchObject({ locked: "2026-11-21", from: other.from });
  });

  test("takes in what is new, drops what the stack no longer has, and keeps what nobody could look up", () => {
    const added = new Map([["quay.io/new:1", found("new")]]);
    expect(updateLock(FIRST.lock, added, [], later)).toMatchObject({
      added: ["quay.io/new:1"],
      removed: [TOOL],
      changed: true,
    });
    const kept = updateLock(FIRST.lock, added, [TOOL, "never/known:1"], later);
    expect(Object.keys(kept.lock.images)).toEqual([TOOL, "quay.io/new:1"]);
    expect(kept.removed).toEqual([]);
  });

  test("of nothing makes an empty lock, which is a change from none at all", () => {
    expect(updateLock(undefined, new Map(), [], FACTS)).toMatchObject({
      changed: true,
      lock: { images: {} },
    });
  });
});
