import { createHash, randomBytes } from "node:crypto";
import { Integer, Null, ObjectIdentifier, OctetString, Sequence, Set as SetValue } from "asn1js";
import {
  AlgorithmIdentifier,
  Attribute,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from "pkijs";
import { arrayOf, encode, HASHES, octets, signatureAlgorithm, wholeSeconds } from "./der.ts";
import { type AuthorityKeys, type Signer, signBytes } from "./keys.ts";

const SHA256 = "2.16.840.1.101.3.4.2.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const TIME_STAMP = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47";
/** The policy of time stamps for tests, where the request asks for none; OpenSSL's example has the same. */
const TEST_POLICY = "1.2.3.4.1";
/** Numbers of answers and of what was wrong (RFC 3161, 2.4.2). */
const GRANTED = 0;
const REJECTION = 2;
const BAD_ALGORITHM = 0x80;
const BAD_FORMAT = 0x04;

/** Answers a request for a time stamp (RFC 3161, DER). What is no request, or has another hash, is refused as it says. */
export function stampTime({ tsa }: AuthorityKeys, request: Uint8Array, now: Date): Uint8Array {
  let asked: TimeStampReq;
  try {
    asked = TimeStampReq.fromBER(arrayOf(request));
  } catch {
    return refuse(BAD_FORMAT, 2);
  }
  const { hashAlgorithm, hashedMessage } = asked.messageImprint;
  const hash = HASHES[hashAlgorithm.algorithmId];
  if (hash === undefined || hash === "sha1") return refuse(BAD_ALGORITHM, 7);
  if (createHash(hash).digest().length !== hashedMessage.valueBlock.valueHexView.length) {
    return refuse(BAD_FORMAT, 2);
  }
  const token = signToken(tsa, describeTime(asked, now), asked.certReq === true);
  const response = new TimeStampResp({
    status: new PKIStatusInfo({ status: GRANTED }),
    timeStampToken: new ContentInfo({ contentType: SIGNED_DATA, content: token.toSchema(true) }),
  });
  return encode(response.toSchema());
}

/** A refusal, with the one bit that says why and the number of bits behind it. */
function refuse(bits: number, unused: number): Uint8Array {
  // pkijs writes no `failInfo`: SEQUENCE { SEQUENCE { INTEGER 2, BIT STRING } }.
  return Uint8Array.of(0x30, 0x09, 0x30, 0x07, 0x02, 0x01, REJECTION, 0x03, 0x02, unused, bits);
}

function describeTime(asked: TimeStampReq, now: Date): TSTInfo {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return new TSTInfo({
    version: 1,
    policy: asked.reqPolicy ?? TEST_POLICY,
    messageImprint: asked.messageImprint,
    serialNumber: new Integer({ valueHex: arrayOf(serial) }),
    genTime: wholeSeconds(now),
    ...(asked.nonce === undefined ? {} : { nonce: asked.nonce }),
  });
}

function signToken(tsa: Signer, info: TSTInfo, withCertificate: boolean): SignedData {
  const content = encode(info.toSchema());
  const attributes = attributesOf(tsa, content);
  const signed = encode(new SetValue({ value: attributes.map((each) => each.toSchema()) }));
  const algorithm = new AlgorithmIdentifier({ algorithmId: SHA256, algorithmParams: new Null() });
  return new SignedData({
    version: 3,
    digestAlgorithms: [algorithm],
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: TIME_STAMP,
      eContent: new OctetString({ valueHex: arrayOf(content) }),
    }),
    ...(withCertificate ? { certificates: [tsa.certificate] } : {}),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({
          issuer: tsa.certificate.issuer,
          serialNumber: tsa.certificate.serialNumber,
        }),
        digestAlgorithm: algorithm,
        signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
        signatureAlgorithm: signatureAlgorithm(),
        signature: octets(new Uint8Array(signBytes(signed, tsa.privateKey))),
      }),
    ],
  });
}

/** What is signed beside the content (RFC 5652, 5.3, and RFC 5816), in the order that DER gives to a set. */
function attributesOf(tsa: Signer, content: Uint8Array): Attribute[] {
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
  const certificate = sha256(encode(tsa.certificate.toSchema()));
  const signer = new Sequence({
    value: [new Sequence({ value: [new Sequence({ value: [octets(certificate)] })] })],
  });
  const attributes = [
    new Attribute({ type: CONTENT_TYPE, values: [new ObjectIdentifier({ value: TIME_STAMP })] }),
    new Attribute({ type: MESSAGE_DIGEST, values: [octets(sha256(content))] }),
    new Attribute({ type: SIGNING_CERTIFICATE, values: [signer] }),
  ];
  const der = (attribute: Attribute) => encode(attribute.toSchema());
  return attributes.toSorted((a, b) => Buffer.compare(der(a), der(b)));
}
