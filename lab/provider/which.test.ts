import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findProvider, standInVersion } from "./which.ts";

test("without the real provider the stand-in is found, and it can be started", () => {
  const found = findProvider({ PATH: "/nowhere", PULUMI_HOME: "/nowhere" });
  expect(found).toMatchObject({ kind: "stand-in", version: standInVersion });
});

test("the stand-in on PATH is not taken for the real one", () => {
  const { path } = findProvider({ PATH: "/nowhere", PULUMI_HOME: "/nowhere" });
  expect(findProvider({ PATH: dirname(path), PULUMI_HOME: "/nowhere" }).kind).toBe("stand-in");
});

test("the real provider on PATH comes first, with the version that it tells", () => {
  const folder = putProgram(mkdtempSync(join(tmpdir(), "which-")));
  expect(findProvider({ PATH: folder })).toEqual({
    kind: "real",
    path: join(folder, "pulumi-resource-kubernetes"),
    version: "4.99.0",
  });
});

test("a plug-in that Pulumi installed is found in its home", () => {
  const home = mkdtempSync(join(tmpdir(), "which-"));
  putProgram(join(home, `plugins/resource-kubernetes-v${standInVersion}`));
  expect(findProvider({ PATH: "/nowhere", PULUMI_HOME: home })).toMatchObject({
    kind: "real",
    version: standInVersion,
  });
});

function putProgram(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "pulumi-resource-kubernetes");
  writeFileSync(file, "#!/bin/sh\necho v4.99.0\n");
  chmodSync(file, 0o755);
  return folder;
}
