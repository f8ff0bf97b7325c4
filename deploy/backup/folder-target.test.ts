import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderTarget } from "./folder-target.ts";
import { backupFileName, parseFileName } from "./target.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "country-stack-backups-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function* bytes(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  let all = "";
  for await (const chunk of source) all += Buffer.from(chunk).toString();
  return all;
}

describe("a folder for backups", () => {
  it("is made at first use, for its owner only, and gives back what was written", async () => {
    const place = folderTarget(join(root, "new"));
    expect(await place.list()).toEqual([]);
    await place.write("a.backup", bytes("one", "two"));
    expect(await place.list()).toEqual([{ name: "a.backup", size: 6 }]);
    expect(await text(place.read("a.backup"))).toBe("onetwo");
    expect(await text(place.read("a.backup", 4))).toBe("onet");
    expect(statSync(join(root, "new")).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, "new", "a.backup")).mode & 0o777).toBe(0o600);
    await place.remove("a.backup");
    expect(await place.list()).toEqual([]);
  });

  it("has nothing of a file whose writing failed", async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.from("half");
      throw new Error("no more");
    }
    await expect(folderTarget(root).write("a.backup", failing())).rejects.toThrow("no more");
    expect(readdirSync(root)).toEqual([]);
  });

  it("lists only whole files, and tells of those of dead runs apart", async () => {
    const dead = `a.backup.partial.${hostname()}.999999999`;
    const living = `b.backup.partial.${hostname()}.${process.pid}`;
    for (const name of [dead, living, "c.backup.partial.elsewhere.1", "d.backup.partial.elsewhere.1"])
      writeFileSync(join(root, name), "half");
    utimesSync(join(root, "d.backup.partial.elsewhere.1"), new Date(0), new Date(0));
    const place = folderTarget(root);
    expect(await place.list()).toEqual([]);
    expect([...(await place.leftovers())].sort()).toEqual([dead, "d.backup.partial.elsewhere.1"]);
    await place.removeLeftover(dead);
    expect(readdirSync(root)).not.toContain(dead);
  });
});

describe("the name of a backup", () => {
  it("says of which stack and of when it is", () => {
    const name = backupFileName("utopia-2", "2026-11-21T22:05:09.123Z");
    expect(name).toBe("utopia-2-20261121T220509Z.backup");
    expect(parseFileName(name)).toEqual({ stack: "utopia-2", createdAt: "2026-11-21T22:05:09Z" });
  });

  it.each(["utopia.backup", "utopia-20261121T220509Z.backup.partial.vm.1", "notes.txt"])(
    "is not %s",
    (name) => {
      expect(parseFileName(name)).toBeUndefined();
    },
  );
});
