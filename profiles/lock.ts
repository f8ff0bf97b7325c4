import { z } from "zod";
import { day, words } from "./formats.ts";
import { API_VERSION } from "./schema.ts";

const text = (pattern: RegExp, name: string) => z.string().regex(pattern, { error: name });

/** The SHA-256 of a manifest, as registries write it. */
const digest = text(/^sha256:[0-9a-f]{64}$/, "digest");

/** An image as a release of the catalog names it: with a tag. Others cannot be locked. */
export const taggedImage = text(/^[a-z0-9][\w./-]*(:[0-9]{1,5}\/[\w./-]+)?:\w[\w.-]{0,127}$/, "image");

/** `OS/ARCHITECTURE`, perhaps with a variant. */
const platform = text(/^[a-z0-9]+\/[a-z0-9_]+(\/[\w.-]+)?$/, "platform");

const lockedImage = z.strictObject({
  digest,
  from: taggedImage,
  locked: day,
  platforms: z.record(platform, digest),
});

/** The shape of a lock file: what the tag of each image of a stack stood for when the registry was asked. */
export const lockShape = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  tool: words,
  images: z.record(taggedImage, lockedImage),
});

/** A lock file's content; its images by the reference that the catalog has. */
export type Lock = z.infer<typeof lockShape>;

/**
 * An image in a lock: the digest of its index (or of its manifest, where it has one only), the reference that was
 * looked up, the day since which it is this digest (YYYY-MM-DD), and the manifests' digests by platform.
 */
export type LockedImage = z.infer<typeof lockedImage>;

/** The lock file of a profile, beside it: `country.lock.yaml` of `country.yaml`. */
export function lockFileOf(profile: string): string {
  return `${profile.replace(/\.(ya?ml|json)$/i, "")}.lock.yaml`;
}
