import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import type { Lock, LockedImage } from "./lock.ts";
import { API_VERSION } from "./schema.ts";

/** What a registry said of an image; see {@link LockedImage}. */
export type FoundImage = Omit<LockedImage, "locked">;

/** What is the same for all images of an update: the day, YYYY-MM-DD, and the version of the tool. */
export interface LockFacts {
  readonly today: string;
  readonly tool: string;
}

/** A lock as it becomes, and in what it differs from the one before; images by the catalog's reference. */
export interface LockUpdate {
  readonly lock: Lock;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same tag, and other bytes behind it. */
  readonly moved: readonly { readonly image: string; readonly before: string; readonly after: string }[];
  /** Whether any of it is new; where nothing is, the file stays as it is. */
  readonly changed: boolean;
}

/**
 * The lock of the images that were found. An image whose digest is that of the lock before keeps its day; those in
 * `kept` keep all that the lock before has of them, because nobody could say anything new.
 */
export function updateLock(
  before: Lock | undefined,
  found: ReadonlyMap<string, FoundImage>,
  kept: readonly string[],
  { today, tool }: LockFacts,
): LockUpdate {
  const known = before?.images ?? {};
  const entries = [
    ...[...found].map(([image, entry]): [string, LockedImage] => [
      image,
      { ...entry, locked: known[image]?.digest === entry.digest ? known[image].locked : today },
    ]),
    ...kept.flatMap((image): [string, LockedImage][] =>
      known[image] === undefined || found.has(image) ? [] : [[image, known[image]]],
    ),
  ];
  const images = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  const names = Object.keys(images);
  return {
    lock: { apiVersion: API_VERSION, tool, images },
    added: names.filter((image) => known[image] === undefined),
    removed: Object.keys(known).filter((image) => images[image] === undefined),
    moved: names.flatMap((image) => {
      const [was, is] = [known[image]?.digest, images[image]?.digest];
      return was === undefined || is === undefined || was === is ? [] : [{ image, before: was, after: is }];
    }),
    changed: before === undefined || !isDeepStrictEqual(known, images),
  };
}

/** The text of a lock file: the same lock, the same bytes. */
export function formatLock(lock: Lock, profile: string): string {
  const images = Object.fromEntries(
    Object.entries(lock.images).map(([name, { digest, from, locked, platforms }]) => [
      name,
      { digest, from, locked, platforms: Object.fromEntries(Object.entries(platforms).sort(byKey)) },
    ]),
  );
  const { apiVersion, tool } = lock;
  return `${HEAD(profile)}${stringify({ apiVersion, tool, images }, { lineWidth: 0 })}`;
}

const HEAD = (
  profile: string,
): string => `# What the tag of each image stood for when its registry was asked. Exactly these bytes are installed.
# Made by: country-stack images lock ${profile.replace(/\p{Cc}/gu, "?")}
# Commit it beside the profile; let the tool change it, and look at what changed.
#   digest     of the image's index: what synth, plan and up put behind the tag
#   from       where it was looked up
#   locked     since when it has been this digest
#   platforms  the manifest of each platform in the index
`;

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
