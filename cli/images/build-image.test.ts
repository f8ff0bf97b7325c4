import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findCompiled, PACKAGE_ROOT } from "./own-package.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-tools-"));
const installed = join(folder, "installed/node_modules/country-stack");

/** Our package as npm installs it, with the compiled files and without sources. */
beforeAll(async () => {
  mkdirSync(join(installed, "cli"), { recursive: true });
  cpSync(await findCompiled(folder), join(installed, "dist"), { recursive: true });
  for (const file of ["package.json", "cli/country-stack.cjs", "LICENSE", "NOTICE"]) {
    cpSync(join(PACKAGE_ROOT, file), join(installed, file));
  }
  cpSync(join(PACKAGE_ROOT, "reference/Containerfile"), join(installed, "dist/reference/Containerfile"));
  symlinkSync(join(PACKAGE_ROOT, "node_modules"), join(installed, "node_modules"));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Programs that stand for build tools: each writes down its arguments and then does what the script says. */
function toolsOf(scripts: Readonly<Record<string, string>>) {
  const path = mkdtempSync(join(folder, "path-"));
  const temporary = mkdtempSync(join(folder, "tmp-"));
  for (const [name, script] of Object.entries(scripts)) {
    const log = `echo "$@" >> '${path}/${name}.log'\n`;
    writeFileSync(join(path, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${log}${script}\n`);
    chmodSync(join(path, name), 0o755);
  }
  const run = async (args: readonly string[], root = installed) => {
    const launcher = join(root, "cli/country-stack.cjs");
    const { stdout, stderr, exitCode } = await execa(process.execPath, [launcher, "images", ...args], {
      reject: false,
      extendEnv: false,
      env: { PATH: path, TMPDIR: temporary, NO_COLOR: "1", NODE_DISABLE_COMPILE_CACHE: "1" },
    });
    return { stdout, stderr, exitCode, left: readdirSync(temporary) };
  };
  const calls = (name: string) =>
    readFileSync(join(path, `${name}.log`), "utf8")
      .trim()
      .split("\n");
  return { path, run, calls };
}

test("without any tool, it says so and what to do", async () => {
  const { exitCode, stdout, stderr, left } = await toolsOf({}).run(["build"]);
  expect([exitCode, stdout, left]).toEqual([2, "", []]);
  expect(stderr).toBe(
    "error nothing to build images with: docker, podman, buildah not found\n" +
      "  install docker, podman or buildah, or name the one to use with --tool",
  );
});

test("a tool that is there and does not work is named with its reason", async () => {
  const { run } = toolsOf({ docker: "echo 'is the daemon running?' >&2; exit 1" });
  const { exitCode, stderr } = await run(["build"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("docker is there but does not work: is the daemon running?");
});

test("it takes the next tool that works, and gives it a folder that is gone afterwards", async () => {
  const keep = `for last; do :; done; case "$1" in build) cp -r "$last" "$(dirname "$0")/context";; esac`;
  const { path, run, calls } = toolsOf({ docker: "exit 1", podman: keep });
  const { exitCode, stdout, stderr, left } = await run(["build", "--base", "mirror.example/node:24"]);
  expect([exitCode, stdout, left], stderr).toEqual([0, "country-stack/reference:0.1.0", []]);
  expect(stderr).toContain("Next: country-stack images push REGISTRY");
  expect(calls("podman")[1]).toMatch(
    /^build --file \S+\/Containerfile --build-arg VERSION=0\.1\.0 --build-arg BASE=mirror\.example\/node:24 --tag \S+ \S+$/,
  );
  expect(readdirSync(join(path, "context")).sort()).toEqual(["Containerfile", "app"]);
  expect(readdirSync(join(path, "context/app")).sort()).toEqual([
    "LICENSE",
    "NOTICE",
    "cli",
    "dist",
    "node_modules",
    "package.json",
  ]);
});

test("a build that fails ends with exit code 1, what the tool said, and nothing left", async () => {
  const { run } = toolsOf({ buildah: `[ "$1" = build ] || exit 0; echo no such base; exit 125` });
  const { exitCode, stdout, stderr, left } = await run(["build", "--tool", "buildah"]);
  expect([exitCode, stdout, left]).toEqual([1, "", []]);
  expect(stderr).toContain("  no such base\nerror buildah failed with exit code 125\n");
  expect(stderr).toContain("--base REFERENCE");
});

test("from a checkout it compiles first", async () => {
  const { run, calls } = toolsOf({ docker: "" });
  const { exitCode, stderr, left } = await run(["build", "--tag", "own:1"], PACKAGE_ROOT);
  expect([exitCode, left], stderr).toEqual([0, []]);
  expect(calls("docker")[1]).toContain("--tag own:1");
}, 60_000);

test("push tags with docker and names the registry of the profile", async () => {
  const { run, calls } = toolsOf({ docker: "" });
  const { exitCode, stdout, stderr } = await run(["push", "registry.example/utopia"]);
  const target = "registry.example/utopia/country-stack/reference:0.1.0";
  expect([exitCode, stdout], stderr).toEqual([0, target]);
  expect(calls("docker").slice(2)).toEqual([`tag country-stack/reference:0.1.0 ${target}`, `push ${target}`]);
  expect(stderr).toContain("images: { registry: registry.example/utopia }");
});

test("push says which image was not built, and how to build it", async () => {
  const { run } = toolsOf({ podman: `[ "$1" = info ]` });
  const { exitCode, stderr } = await run(["push", "registry.example"]);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    "error podman has no image country-stack/reference:0.1.0\n  country-stack images build --tool podman",
  );
});
