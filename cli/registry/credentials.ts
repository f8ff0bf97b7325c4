import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

/** A user of a registry. */
export interface Credentials {
  readonly user: string;
  readonly secret: string;
}

/** What is known of a registry's user, or why what the files say cannot be used. */
export type Found =
  | { readonly credentials: Credentials }
  | { readonly trouble: CredentialTrouble }
  | Record<string, never>;

/** Why a sign-in that a file names cannot be used. */
export type CredentialTrouble =
  /** The file is not what docker and podman write. */
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "helper"; readonly file: string; readonly helper: string; readonly reason: string }
  /** An identity token, to be exchanged at a service; this tool only shows user names and passwords. */
  | { readonly kind: "identity-token"; readonly file: string };

/** The file in which `docker login` and `podman login` keep users, as far as it is read here. */
interface LoginFile {
  readonly auths?: Readonly<Record<string, LoginEntry | undefined>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string | undefined>>;
}

interface LoginEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

const HELPER_LIMIT_MS = 15_000;
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

/** The files in which a user of a registry may be, in the order in which they are asked. */
export function loginFiles(env: NodeJS.ProcessEnv, home: string): string[] {
  const { REGISTRY_AUTH_FILE, DOCKER_CONFIG, XDG_RUNTIME_DIR } = env;
  return [
    ...(REGISTRY_AUTH_FILE === undefined ? [] : [REGISTRY_AUTH_FILE]),
    join(DOCKER_CONFIG ?? join(home, ".docker"), "config.json"),
    ...(XDG_RUNTIME_DIR === undefined ? [] : [join(XDG_RUNTIME_DIR, "containers/auth.json")]),
  ];
}

/** The user of a registry by what `docker login` or `podman login` left; the first file that says something counts. */
export async function findCredentials(registry: string, files: readonly string[]): Promise<Found> {
  for (const file of files) {
    const login = readLogin(file);
    if (login === undefined) continue;
    const found =
      login === "wrong" ? { trouble: { kind: "file", file } as const } : await ask(login, file, registry);
    if ("credentials" in found || "trouble" in found) return found;
  }
  return {};
}

function readLogin(file: string): LoginFile | "wrong" | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "wrong";
  }
  try {
    const login: unknown = JSON.parse(text);
    return typeof login === "object" && login !== null ? login : "wrong";
  } catch {
    return "wrong";
  }
}

/** How a registry may be called in a login file. */
function keysOf(registry: string): string[] {
  if (registry === "docker.io") return [DOCKER_HUB_KEY, "docker.io", "index.docker.io"];
  return [registry, `https://${registry}`, `https://${registry}/v1/`, `https://${registry}/v2/`];
}

async function ask(login: LoginFile, file: string, registry: string): Promise<Found> {
  const keys = keysOf(registry);
  const helper = keys.map((key) => login.credHelpers?.[key]).find((name) => name !== undefined);
  if (helper !== undefined) return askHelper(helper, file, keys);
  const entry = keys.map((key) => login.auths?.[key]).find((each) => each !== undefined);
  if (entry?.identitytoken !== undefined) return { trouble: { kind: "identity-token", file } };
  const credentials = credentialsOf(entry);
  if (credentials !== undefined) return { credentials };
  return login.credsStore === undefined ? {} : askHelper(login.credsStore, file, keys);
}

function credentialsOf(entry: LoginEntry | undefined): Credentials | undefined {
  if (entry?.username !== undefined && entry.password !== undefined) {
    return { user: entry.username, secret: entry.password };
  }
  const [user, ...secret] = Buffer.from(entry?.auth ?? "", "base64")
    .toString("utf8")
    .split(":");
  return user === undefined || secret.length === 0 ? undefined : { user, secret: secret.join(":") };
}

/** Runs docker's program for a store of passwords: the registry to its stdin, JSON from its stdout. */
async function askHelper(name: string, file: string, keys: readonly string[]): Promise<Found> {
  const helper = `docker-credential-${name}`;
  const trouble = (reason: string): Found => ({ trouble: { kind: "helper", file, helper, reason } });
  if (!/^[\w.-]+$/.test(name)) return trouble("not a name");
  const { stdout, failed, code, exitCode, timedOut } = await execa(helper, ["get"], {
    input: keys[0] ?? "",
    reject: false,
    timeout: HELPER_LIMIT_MS,
  });
  // What it says when it knows nobody is a sentence of its own in each store; it is no failure.
  if (exitCode !== undefined && exitCode !== 0) return {};
  if (failed) return trouble(timedOut ? "timeout" : (code ?? "failed"));
  try {
    const { Username: user, Secret: secret } = JSON.parse(stdout) as Record<string, unknown>;
    if (typeof user !== "string" || typeof secret !== "string") return trouble("no JSON of docker's form");
    if (user === "<token>") return { trouble: { kind: "identity-token", file } };
    return { credentials: { user, secret } };
  } catch {
    return trouble("no JSON of docker's form");
  }
}
