import { createHash } from "node:crypto";
import { expectEqual, expectMatches, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import type { Revision } from "./shapes.ts";

const HASHES = ["sha256", "sha1", "sha384", "sha512"] as const;
const ENCODINGS = ["hex", "base64", "base64url"] as const;

/** The fields of a Revision that its snapshot has too. */
const SNAPSHOT = [
  "schemaName",
  "objectId",
  "signedWithoutObjectId",
  "timestamp",
  "authorizedByIndividual",
  "authorizedByOther",
] as const;

/**
 * The Revision is of this object: its hash is that of its snapshot, and what the snapshot says of the Revision stands in the
 * Revision. Gives what was revisioned.
 */
export function expectRevision(
  exchange: Exchange,
  revision: Revision,
  { schemaName, objectId }: { readonly schemaName: string; readonly objectId: string },
): Readonly<Record<string, unknown>> {
  expectEqual(revision.schemaName, schemaName, "schemaName of the revision", exchange);
  expectEqual(revision.objectId, objectId, "objectId of the revision", exchange);
  const isMoment =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(revision.timestamp) && !Number.isNaN(Date.parse(revision.timestamp));
  expectTrue(isMoment, "the revision's timestamp is no moment of ISO 8601", exchange);
  expectHash(exchange, revision.serializedSnapshot, revision.serializedHash, "the revision");
  const snapshot = readObject(revision.serializedSnapshot);
  expectTrue(snapshot !== undefined, "the revision's serializedSnapshot is no JSON object", exchange);
  for (const name of SNAPSHOT) {
    const isLeftOut = name === "objectId" && snapshot["signedWithoutObjectId"] === true;
    if (snapshot[name] != null && !isLeftOut)
      expectEqual(revision[name], snapshot[name], `${name} of the revision`, exchange);
  }
  const data = snapshot["objectData"];
  expectTrue(typeof data === "object" && data !== null, "the snapshot has no objectData", exchange);
  return data as Record<string, unknown>;
}

/** The text's hash is this one, in one of the usual ways. */
export function expectHash(exchange: Exchange, text: string, hash: string, what: string): void {
  const isOne = HASHES.some((name) =>
    ENCODINGS.some((encoding) => {
      const made = createHash(name).update(text, "utf8").digest(encoding);
      return encoding === "hex" ? made === hash.toLowerCase() : made === hash;
    }),
  );
  expectTrue(isOne, `the hash of ${what} is not that of what is hashed`, exchange);
}

/** The Revision follows this one. */
export function expectFollows(exchange: Exchange, revision: Revision, before: Revision): void {
  expectTrue(revision.id !== before.id, "a change has made no new revision", exchange);
  expectEqual(
    revision["predecessorHash"],
    before.serializedHash,
    "predecessorHash of the revision",
    exchange,
  );
}

/** The Revision is not the latest any more, and says which one came after it. */
export function expectSuccessor(exchange: Exchange, revision: Revision, next: Revision): void {
  const { successor: _, ...after } = next;
  expectMatches(revision["successor"], after, "the successor of the revision", exchange);
}

/** Parses a JSON object; undefined where it is none. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said by the caller.
  }
  return undefined;
}
