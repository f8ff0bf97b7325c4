import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { copyPackages } from "./copy-packages.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-packages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function addPackage(place: string, version: string, dependencies: Record<string, string> = {}): string {
  const target = join(folder, place);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "package.json"), JSON.stringify({ version, dependencies }));
  for (const name of ["index.js", "index.d.ts", "index.js.map", "README.md", "LICENSE.txt", "source.ts"]) {
    writeFileSync(join(target, name), "");
  }
  return target;
}

test("copies what runs, with dependencies in two versions and linked from elsewhere", () => {
  addPackage("root", "0", {});
  addPackage("root/node_modules/one", "1", { shared: "1" });
  addPackage("root/node_modules/shared", "1", { one: "1" });
  addPackage("store/two", "2", { shared: "2", "@scope/three": "3" });
  addPackage("store/two/node_modules/shared", "2");
  addPackage("store/two/node_modules/@scope/three", "3");
  addPackage("root/node_modules/unwanted", "9");
  symlinkSync(join(folder, "store/two"), join(folder, "root/node_modules/two"));
  const target = join(folder, "image");

  copyPackages(["one", "two"], join(folder, "root"), target);

  const manifests = globSync("**/package.json", { cwd: target }).sort();
  const versionOf = (path: string) => JSON.parse(readFileSync(join(target, path), "utf8")).version;
  expect(Object.fromEntries(manifests.map((path) => [path, versionOf(path)]))).toEqual({
    "node_modules/@scope/three/package.json": "3",
    "node_modules/one/package.json": "1",
    "node_modules/shared/package.json": "1",
    "node_modules/two/node_modules/shared/package.json": "2",
    "node_modules/two/package.json": "2",
  });
  expect(globSync("node_modules/one/*", { cwd: target }).sort()).toEqual([
    "node_modules/one/LICENSE.txt",
    "node_modules/one/index.js",
    "node_modules/one/package.json",
  ]);
});

test("says which package is not installed", () => {
  const root = addPackage("bare", "0");
  expect(() => copyPackages(["nowhere-to-be-found"], root, join(folder, "none"))).toThrow(
    "nowhere-to-be-found",
  );
});
