import { createHash } from "node:crypto";
import { parseImage } from "../../constructs/image-reference.ts";
import type { FoundImage } from "../../profiles/update-lock.ts";
import { authorize } from "./authorize.ts";
import type { Credentials } from "./credentials.ts";
import { RegistryFailure } from "./failure.ts";
import { type RegistryAnswer, type Sending, send } from "./send.ts";

/** What looking up images takes of the world. */
export interface Lookup extends Sending {
  /** The user of a registry, where there is one. */
  readonly credentialsFor: (registry: string) => Promise<Credentials | undefined>;
}

/** What an image may be described by: an index or one platform's manifest, in the words of OCI and of Docker. */
const MEDIA_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(\/[\w.-]+)?$/;

/** A place of an image in its registry. */
interface Place {
  readonly registry: string;
  /** Where the registry's API is. */
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
  authorization?: string | undefined;
  signedIn: boolean;
}

/** An index or a manifest, as far as it is read (OCI image specification 1.1). */
interface Described {
  readonly mediaType?: unknown;
  readonly schemaVersion?: unknown;
  readonly manifests?: unknown;
  readonly config?: { readonly digest?: unknown };
}

/**
 * Asks the registry of a reference which bytes its tag stands for (OCI distribution specification 1.1): the digest of
 * the index, computed from what came, and those of its platforms. Where the registry says that they are still those
 * of `known`, nothing more is asked. Throws a {@link RegistryFailure}.
 */
export async function resolveImage(
  reference: string,
  known: FoundImage | undefined,
  lookup: Lookup,
): Promise<FoundImage> {
  const { registry, repository, tag = "latest" } = parseImage(reference);
  // Docker Hub's registry has another name than the one in its references.
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const place: Place = { registry, host, repository, tag, signedIn: false };
  if (known?.from === reference && (await digestNow(place, lookup)) === known.digest) return known;
  const answer = await ask(place, "GET", `manifests/${tag}`, MEDIA_TYPES, lookup);
  const digest = checkDigest(answer, host);
  const described = parse(answer, host);
  if (Array.isArray(described.manifests)) {
    return { digest, from: reference, platforms: platformsOf(described.manifests) };
  }
  return { digest, from: reference, platforms: await platformOf(described, digest, place, lookup) };
}

/** What the registry says without sending it; it does not count as a pull where pulls are counted. */
async function digestNow(place: Place, lookup: Lookup): Promise<string | undefined> {
  try {
    const { headers } = await ask(place, "HEAD", `manifests/${place.tag}`, MEDIA_TYPES, lookup);
    return headers.get("docker-content-digest") ?? undefined;
  } catch (error) {
    // Not every registry understands the question; what is wrong with the image, sending it will tell.
    if (error instanceof RegistryFailure && error.reason.kind === "status") return undefined;
    throw error;
  }
}

async function ask(
  place: Place,
  method: "GET" | "HEAD",
  path: string,
  accept: readonly string[],
  lookup: Lookup,
): Promise<RegistryAnswer> {
  const { registry, repository, host } = place;
  const scheme = lookup.mayBePlain(host) ? "http" : "https";
  const url = new URL(`${scheme}://${host}/v2/${repository}/${path}`);
  const request = { url, method, accept };
  const first = await send({ ...request, authorization: place.authorization }, lookup);
  if (first.status !== 401) return checkStatus(first, place);
  const credentials = await lookup.credentialsFor(registry);
  const wish = { registry, repository, credentials };
  place.signedIn = credentials !== undefined;
  place.authorization = await authorize(first.headers.get("www-authenticate"), wish, lookup);
  if (place.authorization === undefined) return checkStatus(first, place);
  return checkStatus(await send({ ...request, authorization: place.authorization }, lookup), place);
}

function checkStatus(answer: RegistryAnswer, { registry: host, signedIn }: Place): RegistryAnswer {
  const { status } = answer;
  if (status === 200) return answer;
  if (status === 404) throw new RegistryFailure({ kind: "not-found", host });
  if (status === 401 || status === 403) throw new RegistryFailure({ kind: "denied", host, status, signedIn });
  throw new RegistryFailure({ kind: "status", host, status });
}

/** The digest of what came, which must be the one that the registry says, where it says one. */
function checkDigest({ body, headers }: RegistryAnswer, host: string, wanted?: string): string {
  const is = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const said = wanted ?? headers.get("docker-content-digest") ?? is;
  if (said !== is) throw new RegistryFailure({ kind: "wrong-digest", host, said: said.slice(0, 100), is });
  return is;
}

function parse({ body, headers }: RegistryAnswer, host: string): Described {
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  let described: unknown;
  try {
    described = JSON.parse(body.toString("utf8"));
  } catch {
    throw new RegistryFailure({ kind: "not-a-manifest", host, found: type.slice(0, 100) });
  }
  const { schemaVersion, manifests, config } = (described ?? {}) as Described;
  // Version 1 has no digest that stays; every registry has stopped to take it.
  if (schemaVersion !== 2 || (!Array.isArray(manifests) && typeof config?.digest !== "string")) {
    throw new RegistryFailure({ kind: "not-a-manifest", host, found: type.slice(0, 100) });
  }
  return described as Described;
}

/** What an index says of its platforms. Signatures and attestations lie in it for no platform. */
function platformsOf(manifests: readonly unknown[]): Record<string, string> {
  const platforms: Record<string, string> = {};
  for (const each of manifests) {
    const { digest, platform } = (each ?? {}) as { digest?: unknown; platform?: unknown };
    const name = platformName(platform);
    if (name === undefined || typeof digest !== "string" || !DIGEST.test(digest)) continue;
    platforms[name] ??= digest;
  }
  return platforms;
}

/** The platform of an image without an index stands in its configuration. */
async function platformOf(
  { config }: Described,
  digest: string,
  place: Place,
  lookup: Lookup,
): Promise<Record<string, string>> {
  const wanted = String(config?.digest);
  if (!DIGEST.test(wanted)) return {};
  const answer = await ask(place, "GET", `blobs/${wanted}`, ["*/*"], lookup);
  checkDigest(answer, place.host, wanted);
  try {
    const name = platformName(JSON.parse(answer.body.toString("utf8")));
    return name === undefined ? {} : { [name]: digest };
  } catch {
    return {};
  }
}

function platformName(value: unknown): string | undefined {
  const { os, architecture, variant } = (value ?? {}) as Record<string, unknown>;
  const name = [os, architecture, ...(variant === undefined || variant === "" ? [] : [variant])].join("/");
  return PLATFORM.test(name) && os !== "unknown" ? name : undefined;
}
