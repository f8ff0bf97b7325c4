import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceText } from "./write-profile.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-write-"));
  file = join(folder, "country.yaml");
  writeFileSync(file, "before\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("replaces the text, keeps the rights, and leaves nothing beside it", () => {
  chmodSync(file, 0o666);
  expect(replaceText(file, "before\n", "after\n")).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("after\n");
  expect(statSync(file).mode & 0o777).toBe(0o666);
  expect(readdirSync(folder)).toEqual(["country.yaml"]);
});

test("keeps what someone else wrote in the meantime", () => {
  writeFileSync(file, "theirs\n");
  expect(replaceText(file, "before\n", "after\n")).toBe(false);
  expect(readFileSync(file, "utf8")).toBe("theirs\n");
  expect(readdirSync(folder)).toEqual(["country.yaml"]);
});

test("keeps the byte order mark that a reader does not see", () => {
  writeFileSync(file, "\uFEFFbefore\n");
  expect(replaceText(file, "before\n", "after\n")).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("\uFEFFafter\n");
});

test("writes to where a symbolic link leads", () => {
  const link = join(folder, "link.yaml");
  symlinkSync(file, link);
  expect(replaceText(link, "before\n", "after\n")).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("after\n");
});
