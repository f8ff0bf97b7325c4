import {
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { promisify } from "node:util";
import { BitString, Integer, Null } from "asn1js";
import { AlgorithmIdentifier, Certificate, type RelativeDistinguishedNames, Time } from "pkijs";
import { type CertificateRequest, keysOfValue } from "../charts/spi/index.ts";
import { arrayOf, extensionsOf, publicKeyInfo, subjectOf } from "./certificate-fields.ts";
import { parseCertificate } from "./read-certificate.ts";
import {
  exportKey,
  type Making,
  readPrivateKey,
  type SigningAuthority,
  type Values,
} from "./secret-making.ts";
import { splitPem } from "./split-pem.ts";

const DAY_MS = 86_400_000;
/** Clocks of a cluster's nodes are not this machine's; a certificate is good from an hour ago. */
const BACKDATED_MS = 3_600_000;
/** From this year on a date has four digits (RFC 5280, 4.1.2.5). */
const FOUR_DIGITS = 2050;

/** Who signs a certificate. */
interface Issuer {
  readonly name: RelativeDistinguishedNames;
  readonly privateKey: KeyObject;
  /** When its own certificate ends. */
  readonly ends: Date | undefined;
  readonly isSelf: boolean;
}

/**
 * A certificate and its key. The key that is there stays; a certificate that is there stays while it says what is
 * asked for, belongs to the key, is signed by the authority as it is now, and neither has ended nor is to be renewed.
 */
export async function makeCertificate(making: Making<CertificateRequest>): Promise<Values> {
  const { key, request, before, authorityOf, now, make } = making;
  const nothing = Object.fromEntries(keysOfValue(key, request).map((one) => [one, undefined]));
  const pem = before(key) ?? (await make(() => makeKey(request.algorithm)));
  const authority = authorityOf(key);
  const signer = authority === undefined ? { key: pem, certificate: undefined } : authority;
  if (pem === undefined || signer.key === undefined) return { ...nothing, [key]: pem };
  const privateKey = readPrivateKey(pem, making);
  const issuer = authority === undefined ? selfIssuer(request, privateKey) : issuerOf(authority, making);
  if (issuer === undefined) return { ...nothing, [key]: pem };
  const draft = draftCertificate(request, createPublicKey(privateKey), issuer);
  const known = before(request.certificate);
  const certificate =
    known !== undefined && isGood(known, request, draft, issuer, now)
      ? known
      : await make(async () => withOthers(issue(draft, request.days, issuer, now), making));
  return {
    [key]: pem,
    [request.certificate]: certificate,
    ...(request.ca === undefined ? {} : { [request.ca]: authority?.certificate }),
  };
}

/** An authority's renewed certificate, with that of another one which is trusted beside it while its key is replaced. */
function withOthers(issued: Buffer, { key, request, before }: Making<CertificateRequest>): Buffer {
  const known = before(request.certificate);
  const isRenewal = request.usage.includes("ca") && before(key) !== undefined && known !== undefined;
  if (!isRenewal) return issued;
  return Buffer.from([`${issued}`, ...splitPem(`${known}`).slice(1)].join(""));
}

/** A certificate of a key alone, that anyone may check with the key itself and that has no end (RFC 5280, 4.1.2.5). */
export function certifyKey(privateKey: KeyObject, commonName: string, now: Date): Certificate {
  const request: CertificateRequest = {
    generate: "certificate",
    certificate: "",
    commonName,
    days: 1,
    usage: ["signing", "encipherment"],
  };
  const issuer = selfIssuer(request, privateKey);
  const certificate = draftCertificate(request, createPublicKey(privateKey), issuer);
  sealCertificate(certificate, issuer, { now, ends: new Date("9999-12-31T23:59:59Z") });
  return certificate;
}

async function makeKey(algorithm: CertificateRequest["algorithm"] = "rsa-3072"): Promise<Buffer> {
  const generate = promisify(generateKeyPair);
  if (algorithm === "ec-p256") return exportKey((await generate("ec", { namedCurve: "P-256" })).privateKey);
  const modulusLength = Number(algorithm.replace("rsa-", ""));
  return exportKey((await generate("rsa", { modulusLength })).privateKey);
}

function selfIssuer(request: CertificateRequest, privateKey: KeyObject): Issuer {
  return { name: subjectOf(request), privateKey, ends: undefined, isSelf: true };
}

/** Undefined where a preview does not know the authority yet. */
function issuerOf({ key, certificate }: SigningAuthority, making: Making): Issuer | undefined {
  const known = certificate === undefined ? undefined : parseCertificate(certificate);
  if (key === undefined || known === undefined) return undefined;
  return {
    name: Certificate.fromBER(arrayOf(known.raw)).subject,
    privateKey: readPrivateKey(key, making),
    ends: new Date(known.validTo),
    isSelf: false,
  };
}

/** All that a certificate is to say but its number, its time and the signature. */
function draftCertificate(request: CertificateRequest, publicKey: KeyObject, issuer: Issuer): Certificate {
  const signer = issuer.isSelf ? undefined : createPublicKey(issuer.privateKey);
  return new Certificate({
    version: 2,
    subject: subjectOf(request),
    issuer: issuer.name,
    subjectPublicKeyInfo: publicKeyInfo(publicKey),
    extensions: extensionsOf(request, publicKey, signer),
  });
}

function isGood(
  pem: Buffer,
  { renewBefore = 0 }: CertificateRequest,
  draft: Certificate,
  { privateKey }: Issuer,
  now: Date,
): boolean {
  const known = parseCertificate(pem);
  if (known === undefined || new Date(known.validTo).getTime() - now.getTime() <= renewBefore * DAY_MS)
    return false;
  const certificate = Certificate.fromBER(arrayOf(known.raw));
  return factsOf(certificate) === factsOf(draft) && known.verify(createPublicKey(privateKey));
}

/** What must be the same for a certificate to be the one that is asked for. */
function factsOf({ subject, issuer, subjectPublicKeyInfo, extensions = [] }: Certificate): string {
  return [subject, issuer, subjectPublicKeyInfo, ...extensions]
    .map((field) => Buffer.from(field.toSchema().toBER()).toString("base64"))
    .join();
}

function issue(draft: Certificate, days: number, issuer: Issuer, now: Date): Buffer {
  const asked = new Date(now.getTime() + days * DAY_MS);
  const ends = issuer.ends !== undefined && issuer.ends < asked ? issuer.ends : asked;
  sealCertificate(draft, issuer, { now, ends });
  return toPem(draft);
}

/** Gives a certificate its number and time, and signs it. */
function sealCertificate(
  certificate: Certificate,
  { privateKey }: Issuer,
  { now, ends }: { readonly now: Date; readonly ends: Date },
): void {
  const number = randomBytes(16);
  // Positive, and as long each time.
  number[0] = ((number[0] ?? 0) & 0x3f) | 0x40;
  certificate.serialNumber = new Integer({ valueHex: arrayOf(number) });
  certificate.notBefore = timeOf(new Date(now.getTime() - BACKDATED_MS));
  certificate.notAfter = timeOf(ends);
  certificate.signature = signatureAlgorithm(privateKey);
  certificate.signatureAlgorithm = signatureAlgorithm(privateKey);
  certificate.tbsView = new Uint8Array(certificate.encodeTBS().toBER());
  const signature = sign("sha256", certificate.tbsView, privateKey);
  certificate.signatureValue = new BitString({ valueHex: arrayOf(signature) });
}

function timeOf(date: Date): Time {
  return new Time({ type: date.getUTCFullYear() < FOUR_DIGITS ? 0 : 1, value: date });
}

/** SHA-256 with RSA (RFC 4055, 5) or with an elliptic curve (RFC 5758, 3.2). */
function signatureAlgorithm({ asymmetricKeyType }: KeyObject): AlgorithmIdentifier {
  return asymmetricKeyType === "rsa"
    ? new AlgorithmIdentifier({ algorithmId: "1.2.840.113549.1.1.11", algorithmParams: new Null() })
    : new AlgorithmIdentifier({ algorithmId: "1.2.840.10045.4.3.2" });
}

function toPem(certificate: Certificate): Buffer {
  const der = Buffer.from(certificate.toSchema().toBER());
  return Buffer.from(`${new X509Certificate(der).toString()}`);
}
