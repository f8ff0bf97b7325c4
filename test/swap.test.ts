import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, runCli } from "./run-cli.ts";

const PROFILE = join(ROOT, "test/scenarios/profiles/swap.yaml");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-swap-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("swap --write", () => {
  let profile: string;

  function copy(name: string): string {
    mkdirSync(join(folder, name));
    const file = join(folder, name, "country.yaml");
    // A catalog lies relative to its profile.
    const products = join(ROOT, "test/scenarios/profiles/products");
    symlinkSync(products, join(folder, name, "products"));
    writeFileSync(file, readFileSync(PROFILE, "utf8"), { mode: 0o640 });
    return file;
  }

  it("changes the one line and nothing else, and leaves the file its rights", async () => {
    profile = copy("written");
    const { code, stderr } = await runCli(["swap", profile, "civil", "ledger", "--write"]);
    expect(code, stderr).toBe(0);
    const before = readFileSync(PROFILE, "utf8");
    expect(readFileSync(profile, "utf8")).toBe(
      before.replace("product: reference          # since 2024", "product: ledger          # since 2024"),
    );
    expect(statSync(profile).mode & 0o777).toBe(0o640);
  });

  it("is undone by a swap back, byte for byte", async () => {
    const { code } = await runCli(["swap", profile, "civil", "reference", "--write"]);
    expect(code).toBe(0);
    expect(readFileSync(profile, "utf8")).toBe(readFileSync(PROFILE, "utf8"));
  });

  it("writes nothing that would not hold", async () => {
    profile = copy("refused");
    const { code, stderr } = await runCli(["swap", profile, "civil", "bulletin", "--write"]);
    expect([code, readFileSync(profile, "utf8")]).toEqual([2, readFileSync(PROFILE, "utf8")]);
    expect(stderr).toContain("was not written");
  });

  it("writes through a symbolic link", async () => {
    profile = copy("linked");
    const link = join(folder, "linked", "link.yaml");
    symlinkSync(profile, link);
    const { code } = await runCli([
      "swap",
      link,
      "social",
      "archive",
      "--external",
      "https://a.example",
      "--write",
    ]);
    expect(code).toBe(0);
    expect(readFileSync(profile, "utf8")).toContain(
      "product: archive, external: { url: https://a.example }, owner: social",
    );
  });
});

describe("swap --compare", () => {
  it("says so where a product does not run on this machine", async () => {
    const args = ["swap", PROFILE, "civil", "ledger", "--compare", "--data", join(folder, "none")];
    const { stdout, stderr, code } = await runCli(args);
    expect(code).toBe(2);
    expect(stdout).toContain("Footprint");
    expect(stderr).toMatch(/do not run on this machine alone: .*civil \(ledger\)/);
  });
});
