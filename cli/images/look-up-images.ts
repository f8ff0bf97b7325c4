import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { taggedImage } from "../../profiles/lock.ts";
import type { FoundImage } from "../../profiles/update-lock.ts";
import { say } from "../messages/talk-en.ts";
import { type Credentials, findCredentials, loginFiles } from "../registry/credentials.ts";
import { RegistryFailure, type RegistryReason } from "../registry/failure.ts";
import { type Lookup, resolveImage } from "../registry/resolve-image.ts";
import type { Terminal } from "../terminal.ts";
import { isOwnImage } from "./describe-images.ts";

/** How many images are asked for at the same time. */
const CONCURRENCY = 8;

/** An image to be looked up. */
export interface WantedImage {
  /** As the catalog has it. */
  readonly reference: string;
  /** The reference that is looked up: the mirror's, where the profile names one. */
  readonly from: string;
  /** What the lock has of it. */
  readonly known?: FoundImage | undefined;
}

/** What the registries said; images by the catalog's reference, in the order in which they were wanted. */
export interface LookedUp {
  readonly found: ReadonlyMap<string, FoundImage>;
  readonly failures: readonly { readonly image: string; readonly reason: RegistryReason }[];
}

/** How images are looked up. */
export interface LookUpOptions {
  /** `OS/ARCHITECTURE` that every image has to have. */
  readonly platforms: readonly string[];
  /** Hosts that are spoken to without TLS. */
  readonly plainHttp: readonly string[];
  readonly signal: AbortSignal;
}

/** Asks the registries for all images, eight at a time; what went wrong with one stops no other. */
export async function lookUpImages(
  terminal: Terminal,
  wanted: readonly WantedImage[],
  options: LookUpOptions,
): Promise<LookedUp> {
  const results = new Map<string, FoundImage | RegistryReason>();
  const lookup = lookupOf(terminal, options);
  const queue = wanted.values();
  const work = async () => {
    // All workers draw from one iterator, so that each image is asked for once.
    for (const image of queue) {
      results.set(image.reference, await lookUp(image, options.platforms, lookup));
      if (results.size % 20 === 0) terminal.talk(say.images.asked(results.size, wanted.length));
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, wanted.length) }, work));
  const all = wanted.flatMap(({ reference }) => {
    const result = results.get(reference);
    return result === undefined ? [] : [{ reference, result }];
  });
  return {
    found: new Map(all.flatMap(({ reference, result }) => ("kind" in result ? [] : [[reference, result]]))),
    failures: all.flatMap(({ reference, result }) =>
      "kind" in result ? [{ image: reference, reason: result }] : [],
    ),
  };
}

async function lookUp(
  { reference, from, known }: WantedImage,
  platforms: readonly string[],
  lookup: Lookup,
): Promise<FoundImage | RegistryReason> {
  if (!taggedImage.safeParse(reference).success) return { kind: "no-tag" };
  // Nobody keeps that name free on Docker Hub.
  if (isOwnImage(from)) return { kind: "own-image" };
  try {
    const found = await resolveImage(from, known, lookup);
    const has = Object.keys(found.platforms);
    const wanted = platforms.filter((one) => !has.some((each) => each === one || each.startsWith(`${one}/`)));
    return wanted.length === 0 ? found : { kind: "no-platform", wanted, has };
  } catch (error) {
    lookup.signal.throwIfAborted();
    if (error instanceof RegistryFailure) return error.reason;
    throw error;
  }
}

function lookupOf(terminal: Terminal, { plainHttp, signal }: LookUpOptions): Lookup {
  const files = loginFiles(process.env, homedir());
  const users = new Map<string, Promise<Credentials | undefined>>();
  const find = async (registry: string): Promise<Credentials | undefined> => {
    const found = await findCredentials(registry, files);
    if ("trouble" in found && found.trouble !== undefined) {
      terminal.talk(say.images.noLogin(registry, found.trouble));
    }
    return "credentials" in found ? found.credentials : undefined;
  };
  return {
    signal,
    wait: (ms) => sleep(ms, undefined, { signal }),
    mayBePlain: (host) => plainHttp.includes(host),
    credentialsFor: (registry) => {
      const known = users.get(registry) ?? find(registry);
      users.set(registry, known);
      return known;
    },
  };
}
