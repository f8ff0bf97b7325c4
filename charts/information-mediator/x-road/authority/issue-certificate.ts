import { verify } from "node:crypto";
import { CertificationRequest, type Extension, Extensions } from "pkijs";
import {
  constraints,
  keyUsage,
  PURPOSE,
  pemOf,
  purposes,
  sealCertificate,
  USAGE,
} from "./certificate-parts.ts";
import { arrayOf, derOf, encode } from "./der.ts";
import { type AuthorityKeys, makeSerial, publicKeyOf, type Signer } from "./keys.ts";

/** What a certificate is for: proving a security server to others, or signing a member's messages. */
export type CertificateUse = "authentication" | "signing";

/** A request that the authority does not sign; the message says why. */
export class RefusedRequest extends Error {
  override name = "RefusedRequest";
}

const DAY_MS = 86_400_000;
/** Clocks of a cluster's nodes differ; a certificate is good from an hour ago. */
const BACKDATED_MS = 3_600_000;
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const ALTERNATIVE_NAMES = "2.5.29.17";

/** The hash of a signature, by its object identifier: RSA (RFC 4055) and elliptic curves (RFC 5758). */
const SIGNATURES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
  "1.2.840.10045.4.3.4": "sha512",
};

/**
 * Signs a certificate request (PKCS #10, PEM or DER) with the subject as it stands there, for at most `days`; answers
 * PEM. Throws a {@link RefusedRequest} for what is no request or not signed with its own key.
 */
export function issueCertificate(
  { ca }: Pick<AuthorityKeys, "ca">,
  text: Uint8Array,
  use: CertificateUse,
  days: number,
  now: Date,
): string {
  const request = parseRequest(text);
  const draft = {
    serial: makeSerial(ca.privateKey),
    subject: request.subject,
    issuer: ca.certificate.subject,
    key: request.subjectPublicKeyInfo,
    from: new Date(now.getTime() - BACKDATED_MS),
    until: endOf(ca, days, now),
    extensions: extensionsOf(request, use),
  };
  return pemOf(sealCertificate(draft, ca.privateKey));
}

function endOf(ca: Signer, days: number, now: Date): Date {
  const asked = now.getTime() + days * DAY_MS;
  return new Date(Math.min(asked, ca.certificate.notAfter.value.getTime()));
}

function parseRequest(text: Uint8Array): CertificationRequest {
  let request: CertificationRequest;
  try {
    request = CertificationRequest.fromBER(arrayOf(derOf(text)));
  } catch {
    throw new RefusedRequest("this is no certificate request");
  }
  const hash = SIGNATURES[request.signatureAlgorithm.algorithmId];
  const signature = request.signatureValue.valueBlock.valueHexView;
  const key = publicKeyOf(encode(request.subjectPublicKeyInfo.toSchema()));
  const isSigned = hash !== undefined && verify(hash, request.tbsView, key, signature);
  if (!isSigned) throw new RefusedRequest("the request is not signed with its own key");
  return request;
}

/** A certificate for signing is told by non-repudiation, and X-Road wants nothing else in it. */
function extensionsOf(request: CertificationRequest, use: CertificateUse): Extension[] {
  const { digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment } = USAGE;
  if (use === "signing") return [constraints(false), keyUsage(nonRepudiation)];
  const names = alternativeNames(request);
  return [
    constraints(false),
    keyUsage(digitalSignature, keyEncipherment, dataEncipherment),
    purposes([PURPOSE.client, PURPOSE.server]),
    ...(names === undefined ? [] : [names]),
  ];
}

/** The names that the request asks for beside its subject. */
function alternativeNames({ attributes = [] }: CertificationRequest): Extension | undefined {
  const asked = attributes.find(({ type }) => type === EXTENSION_REQUEST)?.values[0];
  if (asked === undefined) return undefined;
  const { extensions } = new Extensions({ schema: asked });
  return extensions.find(({ extnID }) => extnID === ALTERNATIVE_NAMES);
}
