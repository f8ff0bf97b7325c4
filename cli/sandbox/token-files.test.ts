import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Deployment } from "../../deploy/engine.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { writeTokenFiles } from "./token-files.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-token-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the tokens of a sandbox's parts are in files that nobody else reads, also where one lay there before", async () => {
  const file = join(folder, "mediator.token");
  writeFileSync(file, "an older one", { mode: 0o644 });
  const headersOf = async (part: string) =>
    part === "mediator" ? { Authorization: "Bearer abc" } : ({} as Record<string, string>);
  const deployment = { headersOf } as unknown as Deployment;
  expect(await writeTokenFiles(exampleStack(), deployment, folder)).toEqual({ mediator: file });
  expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["abc", 0o600]);
  expect(existsSync(join(folder, "civil.token"))).toBe(false);
});

it("parts on this machine ask for none", async () => {
  expect(await writeTokenFiles(exampleStack(), {} as Deployment, folder)).toEqual({});
});
