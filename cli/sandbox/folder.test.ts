import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cleanStale } from "./clean-stale.ts";
import { createFolder, listFolders, readExpiry, sandboxesFolder, writeExpiry } from "./folder.ts";
import { endLocal } from "./processes.ts";

const record = { name: "one", profile: "/p/utopia.yaml", target: "local" } as const;
const LATER = "2999-01-01T00:00:00.000Z";
const LONG_AGO = "2001-01-01T00:00:00.000Z";
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "country-stack-sandbox-"));
});
afterEach(() => rmSync(data, { recursive: true }));

describe("the folder of a sandbox", () => {
  it("is made once, for this user alone", () => {
    const folder = createFolder(data, record, LATER) ?? "";
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(createFolder(data, { ...record, profile: "/other" }, LATER)).toBeUndefined();
    expect(listFolders(data)).toEqual([{ folder, record }]);
    expect(readdirSync(sandboxesFolder(data))).toEqual(["one"]);
  });

  it("remembers when it goes, until it is gone", async () => {
    const folder = createFolder(data, record, LATER) ?? "";
    expect(readExpiry(folder)).toBe(Date.parse(LATER));
    expect(writeExpiry(folder, LONG_AGO)).toBe(true);
    expect(readExpiry(folder)).toBe(Date.parse(LONG_AGO));
    await endLocal(folder);
    expect([existsSync(folder), readExpiry(folder), writeExpiry(folder, LATER)]).toEqual([
      false,
      undefined,
      false,
    ]);
  });
});

describe("what dead sandboxes left", () => {
  it("goes when their time is over, of either target, and not before", async () => {
    createFolder(data, record, LONG_AGO);
    createFolder(data, { ...record, name: "two", target: "cluster" }, LONG_AGO);
    createFolder(data, { ...record, name: "three" }, LATER);
    await cleanStale(data);
    expect(listFolders(data).map((one) => one.record.name)).toEqual(["three"]);
  });

  it("goes where a kill left it half made, once nobody can be at it", async () => {
    const half = join(sandboxesFolder(data), ".new-1");
    const fresh = join(sandboxesFolder(data), ".new-2");
    mkdirSync(half, { recursive: true });
    mkdirSync(fresh);
    utimesSync(half, 1, 1);
    await cleanStale(data);
    expect(readdirSync(sandboxesFolder(data))).toEqual([".new-2"]);
  });

  it("is nothing where there was no sandbox yet", async () => {
    await cleanStale(data);
    expect(existsSync(sandboxesFolder(data))).toBe(false);
  });
});
