import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findCredentials, loginFiles } from "./credentials.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-login-"));
const path = process.env["PATH"];
const auth = (text: string) => Buffer.from(text).toString("base64");

beforeAll(() => {
  // Stands for docker's program for a store: it writes down what it was asked, and knows one registry.
  const script = `#!/bin/sh\nread server; echo "$1 $server" >> '${folder}/asked'\n`;
  const known = `{"ServerURL":"x","Username":"kept","Secret":"in the store"}`;
  add(
    "docker-credential-drawer",
    `${script}[ "$server" = kept.example ] && echo '${known}' && exit 0\necho no; exit 1\n`,
  );
  add("docker-credential-token", `${script}echo '{"Username":"<token>","Secret":"s"}'\n`);
  add("docker-credential-odd", `${script}echo hello\n`);
  process.env["PATH"] = `${folder}:${path}`;
});
afterAll(() => {
  process.env["PATH"] = path;
  rmSync(folder, { recursive: true, force: true });
});

function add(name: string, script: string): void {
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
}

let files = 0;
function login(content: unknown): string {
  files += 1;
  const file = join(folder, `login-${files}.json`);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

test.each([
  ["registry.example", { "registry.example": { auth: auth("ana:a:b") } }],
  ["registry.example", { "https://registry.example/v2/": { auth: auth("ana:a:b") } }],
  ["registry.example", { "https://registry.example": { username: "ana", password: "a:b" } }],
  ["docker.io", { "https://index.docker.io/v1/": { auth: auth("ana:a:b") } }],
])("the user of %s is found as docker and podman write it", async (registry, auths) => {
  const credentials = { user: "ana", secret: "a:b" };
  expect(await findCredentials(registry, [login({ auths })])).toEqual({ credentials });
});

test("nobody is found where no file says anything", async () => {
  const other = login({ auths: { "other.example": { auth: auth("ana:b") }, "registry.example": {} } });
  expect(await findCredentials("registry.example", [join(folder, "nowhere"), other])).toEqual({});
});

test("the first file that says something counts", async () => {
  const [first, second] = ["one", "two"].map((secret) =>
    login({ auths: { "registry.example": { auth: auth(`ana:${secret}`) } } }),
  ) as [string, string];
  const found = await findCredentials("registry.example", [login({}), first, second]);
  expect(found).toEqual({ credentials: { user: "ana", secret: "one" } });
});

test("a store of passwords is asked by docker's program for it", async () => {
  const file = login({ auths: { "kept.example": {} }, credsStore: "drawer" });
  const credentials = { user: "kept", secret: "in the store" };
  expect(await findCredentials("kept.example", [file])).toEqual({ credentials });
  expect(await findCredentials("unknown.example", [file])).toEqual({});
  const helpers = login({ credHelpers: { "kept.example": "drawer" } });
  expect(await findCredentials("kept.example", [helpers])).toEqual({ credentials });
});

test.each([
  ["is no JSON", "{", "registry.example", { kind: "file" }],
  [
    "holds an identity token",
    { auths: { "a.example": { identitytoken: "t" } } },
    "a.example",
    { kind: "identity-token" },
  ],
  ["has a store that gives one", { credsStore: "token" }, "a.example", { kind: "identity-token" }],
  [
    "has a store whose program is missing",
    { credsStore: "nowhere" },
    "a.example",
    { kind: "helper", helper: "docker-credential-nowhere", reason: "ENOENT" },
  ],
  [
    "has a store that says something else",
    { credsStore: "odd" },
    "a.example",
    { kind: "helper", helper: "docker-credential-odd" },
  ],
  [
    "names a path for a store",
    { credsStore: "../../bin/sh" },
    "a.example",
    { kind: "helper", reason: "not a name" },
  ],
])("a file that %s is told, and no password is made up", async (_, content, registry, trouble) => {
  const file = login(content);
  expect(await findCredentials(registry, [file])).toMatchObject({ trouble: { file, ...trouble } });
});

test("the files are docker's and podman's, by the variables that both know", () => {
  expect(loginFiles({}, "/home/ana")).toEqual(["/home/ana/.docker/config.json"]);
  const env = { DOCKER_CONFIG: "/ci/docker", REGISTRY_AUTH_FILE: "/ci/auth", XDG_RUNTIME_DIR: "/run/user/1" };
  expect(loginFiles(env, "/home/ana")).toEqual([
    "/ci/auth",
    "/ci/docker/config.json",
    "/run/user/1/containers/auth.json",
  ]);
});
