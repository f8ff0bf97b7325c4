import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingEntries } from "./complete-lockfile.ts";
import { ROOT } from "./run-cli.ts";

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8"));

describe("the lockfile", () => {
  const lock = read("package-lock.json");

  it("holds the packages of every platform, so that npm ci takes it everywhere (npm run lockfile)", () => {
    expect(Object.keys(missingEntries(lock.packages))).toEqual([]);
  });

  it("would notice one that is missing", () => {
    const packages = {
      "node_modules/tool": { optionalDependencies: { "@tool/cli-linux-arm64-musl": "1.0.0" } },
    };
    expect(missingEntries(packages)).toEqual({
      "node_modules/@tool/cli-linux-arm64-musl": {
        version: "1.0.0",
        os: ["linux"],
        cpu: ["arm64"],
        libc: ["musl"],
        optional: true,
      },
    });
  });

  it("names no registry", () => {
    expect(JSON.stringify(lock)).not.toMatch(/"resolved":/);
  });

  it("pins exact versions", () => {
    const { dependencies, devDependencies } = read("package.json");
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
