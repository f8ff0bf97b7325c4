import { createHash, createHmac } from "node:crypto";

/** What a payee's institution alone can make of a packet: 32 bytes, Base64 for URLs (Interledger, crypto-conditions). */
export function fulfilmentOf(packet: string, secret: string): string {
  return createHmac("sha256", secret).update(packet).digest("base64url");
}

/** What the ledger compares it with. */
export function conditionOf(fulfilment: string): string {
  return createHash("sha256").update(Buffer.from(fulfilment, "base64url")).digest("base64url");
}
