import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Deployment } from "../../deploy/engine.ts";
import { writeCertificateFiles } from "./certificate-files.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-certificate-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("what pods call the parts of a sandbox with is in files that nobody else reads", async () => {
  const certificate = async () => ({ key: "k", cert: "c", ca: "a" });
  const place = await writeCertificateFiles({ certificate } as unknown as Deployment, folder);
  expect(place).toBe(join(folder, "certificate"));
  const files = readdirSync(place ?? "").map((name) => {
    const file = join(place ?? "", name);
    return [name, readFileSync(file, "utf8"), statSync(file).mode & 0o777];
  });
  expect(files).toEqual([
    ["ca.crt", "a", 0o600],
    ["tls.crt", "c", 0o600],
    ["tls.key", "k", 0o600],
  ]);
});

it("parts on this machine ask for none", async () => {
  expect(await writeCertificateFiles({} as Deployment, folder)).toBeUndefined();
});
