import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { digestOf } from "./fake-registry.ts";

const PROGRAM = "/usr/bin/docker-registry";

/** Debian's registry, which is the reference implementation of the OCI distribution API, on loopback. */
export interface DebianRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Pushes a blob into a repository by plain HTTP, and gives its digest. */
  pushBlob(repository: string, bytes: string): Promise<string>;
  /** Pushes a manifest or index under a tag or its digest, and gives the digest that the registry says. */
  pushManifest(repository: string, name: string, type: string, content: unknown): Promise<string>;
  close(): void;
}

/** Sees to it that the program is there; one sentence where it cannot be had. */
export async function installDebianRegistry(): Promise<string | undefined> {
  if (existsSync(PROGRAM)) return undefined;
  if (process.getuid?.() !== 0)
    return "docker-registry is not installed, and only root can: apt-get install docker-registry";
  // The package would start a service of its own; this variable is how Debian is told not to.
  const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const install = ["install", "-y", "-qq", "--no-install-recommends", "docker-registry"];
  for (const args of [install, ["update", "-qq"], install]) {
    await execa("apt-get", args, { env, reject: false });
    if (existsSync(PROGRAM)) return undefined;
  }
  return "docker-registry cannot be installed here: apt-get install docker-registry failed";
}

/** Starts the registry with an empty store; with a user, nobody else may read or write. */
export async function startDebianRegistry(user?: {
  name: string;
  password: string;
}): Promise<DebianRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-registry-"));
  const config = join(folder, "config.json");
  if (user !== undefined)
    writeFileSync(join(folder, "users"), `${user.name}:${await hashOf(user.password)}\n`);
  const auth = { htpasswd: { realm: "test", path: join(folder, "users") } };
  const settings = {
    version: "0.1",
    storage: { filesystem: { rootdirectory: join(folder, "store") } },
    http: { addr: "127.0.0.1:0", secret: "of this test" },
    ...(user === undefined ? {} : { auth }),
  };
  // JSON is YAML, which the program reads.
  writeFileSync(config, JSON.stringify(settings));
  const child = spawn(PROGRAM, ["serve", config], { stdio: ["ignore", "ignore", "pipe"] });
  const host = await listeningAt(child);
  const basic = Buffer.from(`${user?.name}:${user?.password}`).toString("base64");
  const put = async (url: URL, body: string, type: string) => {
    const headers = { "content-type": type, authorization: `Basic ${basic}` };
    const response = await fetch(url.href, { method: "PUT", headers, body });
    if (response.status !== 201)
      throw new Error(`PUT ${url.pathname}: ${response.status} ${await response.text()}`);
    return response.headers.get("docker-content-digest") ?? "";
  };
  return {
    host,
    pushBlob: async (repository, bytes) => {
      const start = `http://${host}/v2/${repository}/blobs/uploads/`;
      const headers = { authorization: `Basic ${basic}` };
      const begun = await fetch(start, { method: "POST", headers });
      const place = new URL(begun.headers.get("location") ?? "", start);
      place.searchParams.set("digest", digestOf(bytes));
      return put(place, bytes, "application/octet-stream");
    },
    pushManifest: (repository, name, type, content) =>
      put(new URL(`http://${host}/v2/${repository}/manifests/${name}`), JSON.stringify(content), type),
    close: () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The address that the program says in its log. */
async function listeningAt(child: ChildProcess): Promise<string> {
  let log = "";
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      const found = /listening on (127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", () => reject(new Error(`docker-registry ended at once: ${log}`)));
  });
}

/** bcrypt, which is all that the registry takes; Perl knows it from Debian's libcrypt. */
async function hashOf(password: string): Promise<string> {
  const { stdout } = await execa(
    "perl",
    ["-e", "print crypt(<STDIN>, '$2y$05$' . 'abcdefghijklmnopqrstuv')"],
    {
      input: password,
    },
  );
  return stdout;
}
