import { isDeepStrictEqual } from "node:util";
import { canonicalJson } from "../canonical-json.ts";
import { badRequest } from "../refusal.ts";
import { digest } from "./digest.ts";
import { JWS, verifyJws } from "./jws.ts";
import { type GivenSignature, prune } from "./shapes.ts";

/** A Signature of the file without its id. */
export interface SignatureContent {
  readonly payload: string;
  /** Empty where nobody has signed yet. */
  readonly signature: string;
  readonly verificationMethod: string;
  readonly verificationPayload: string;
  readonly verificationPayloadHash: string;
  readonly verificationArtifact?: string;
  readonly verificationSignedBy: string;
  readonly verificationSignedAs?: "individual" | "delegate";
  readonly verificationJwsHeader?: string;
  readonly timestamp: string;
  readonly signedWithoutObjectReference: boolean;
  readonly objectType: string;
  readonly objectReference?: string;
}

/** What of a signature is part of what is signed. */
const SIGNED = [
  "verificationPayload",
  "verificationPayloadHash",
  "verificationMethod",
  "verificationArtifact",
  "verificationSignedBy",
  "verificationJwsHeader",
  "timestamp",
  "signedWithoutObjectReference",
  "objectType",
  "objectReference",
] as const;

/**
 * Makes a signature ready for signing over a snapshot. `reference` is the id of the Revision that it is of; none where that
 * is not stored yet. Of `given` the fields are taken that are the signer's.
 */
export function prepareSignature(
  snapshot: string,
  reference: string | undefined,
  given: Partial<GivenSignature> = {},
  timestamp: string = new Date().toISOString(),
): SignatureContent {
  const own = prune({
    verificationArtifact: given.verificationArtifact || undefined,
    verificationSignedAs: given.verificationSignedAs || undefined,
    verificationJwsHeader: given.verificationJwsHeader || undefined,
  });
  const unsigned = {
    ...own,
    signature: "",
    verificationMethod: given.verificationMethod || JWS,
    verificationPayload: snapshot,
    verificationPayloadHash: digest(snapshot),
    verificationSignedBy: given.verificationSignedBy || "",
    timestamp,
    signedWithoutObjectReference: reference === undefined,
    objectType: "revision",
    ...(reference === undefined ? {} : { objectReference: reference }),
  };
  return { payload: payloadOf(unsigned), ...unsigned };
}

/**
 * Completes a prepared signature with what the signer gave. Verifies it where its method can be verified, and tells that
 * by `verified`; refuses one that does not hold.
 */
export async function completeSignature(
  prepared: SignatureContent,
  given: GivenSignature,
): Promise<{ readonly content: SignatureContent; readonly verified: boolean }> {
  const { verificationPayload, objectReference, timestamp } = prepared;
  const fields = prepareSignature(
    verificationPayload,
    objectReference,
    { ...prepared, ...withoutEmpty(given) },
    timestamp,
  );
  const signature = given.signature ?? "";
  const content = { ...fields, signature, payload: given.payload || fields.payload };
  if (content.verificationMethod !== JWS) return { content, verified: false };
  requirePayload(content);
  await verifyJws(signature, content.payload, content.verificationSignedBy);
  return { content, verified: true };
}

/** Verifies the signature that comes with something of its own. Refuses one that does not hold. */
export async function verifyOver(value: object, given: GivenSignature): Promise<void> {
  if (given.verificationMethod !== JWS) return;
  const text = canonicalJson(value);
  const reference = given.objectReference || undefined;
  await completeSignature(prepareSignature(text, reference, {}, given.timestamp ?? ""), given);
}

/** What is signed says nothing but what the signature says, and at least what it is about. */
function requirePayload(content: SignatureContent): void {
  const said = readObject(content.payload);
  const { verificationPayload, verificationPayloadHash } = content;
  if (
    said["verificationPayload"] !== verificationPayload ||
    said["verificationPayloadHash"] !== verificationPayloadHash
  )
    throw badRequest("payload: verificationPayload or its hash is not that of what is to be signed");
  for (const name of SIGNED)
    if (said[name] !== undefined && !isDeepStrictEqual(said[name], content[name]) && said[name] !== "")
      throw badRequest(`payload: ${name} is not that of the Signature`);
}

function payloadOf(content: Omit<SignatureContent, "payload">): string {
  const entries = SIGNED.map((name) => [name, content[name]] as const);
  return canonicalJson(
    Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== "")),
  );
}

function withoutEmpty(given: GivenSignature): Partial<GivenSignature> {
  return Object.fromEntries(Object.entries(prune(given)).filter(([, value]) => value !== ""));
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through to the refusal.
  }
  throw badRequest("payload: is no JSON object");
}
