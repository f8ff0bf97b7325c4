import { X509Certificate } from "node:crypto";
import type { AskedSecret } from "../constructs/asked-secret.ts";
import type { SecretContent } from "./secrets.ts";

/** When a certificate of a Secret ends. */
export interface CertificateEnd {
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** A certificate in PEM or DER; undefined for what is none, as a hand may have put it there. */
export function parseCertificate(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

/** When the certificates that a Secret asks for end, in the order of asking; nothing of those that it does not have. */
export function certificateEnds({ values }: AskedSecret, { data }: SecretContent): CertificateEnd[] {
  return Object.values(values).flatMap((request) => {
    if (request.generate !== "certificate") return [];
    const certificate = parseCertificate(Buffer.from(data[request.certificate] ?? "", "base64"));
    if (certificate === undefined) return [];
    return [{ key: request.certificate, expiresAt: new Date(certificate.validTo).toISOString() }];
  });
}
