import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { badRequest } from "../refusal.ts";

const CIPHER = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;

/** A new key for page tokens, in base64. */
export function makePageKey(): string {
  return randomBytes(32).toString("base64");
}

/** Seals the place where the next page begins, so that a caller can neither read nor make one. */
export function sealPage(key: string, place: readonly string[]): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, Buffer.from(key, "base64"), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(place), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** Opens a sealed place; throws 400 for anything that this mediator did not seal. */
export function openPage(key: string, token: string): string[] {
  const bytes = Buffer.from(token, "base64url");
  try {
    const cipher = createDecipheriv(CIPHER, Buffer.from(key, "base64"), bytes.subarray(0, NONCE), {
      authTagLength: TAG,
    });
    cipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const opened = Buffer.concat([cipher.update(bytes.subarray(NONCE + TAG)), cipher.final()]);
    return JSON.parse(opened.toString("utf8")) as string[];
  } catch {
    throw badRequest("nextPageToken is not one that this mediator gave");
  }
}
