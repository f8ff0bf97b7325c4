import { createHash } from "node:crypto";
import { BitString, Enumerated, OctetString, Primitive } from "asn1js";
import {
  BasicOCSPResponse,
  type CertID,
  type Extension,
  OCSPRequest,
  OCSPResponse,
  ResponseBytes,
  ResponseData,
  SingleResponse,
} from "pkijs";
import { arrayOf, encode, HASHES, signatureAlgorithm, wholeSeconds } from "./der.ts";
import { type AuthorityKeys, isOwnSerial, keyBitsOf, signBytes } from "./keys.ts";

const BASIC = "1.3.6.1.5.5.7.48.1.1";
const NONCE = "1.3.6.1.5.5.7.48.1.2";
/** Clocks of a cluster's nodes differ; an answer from the future is refused. */
const BACKDATED_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Numbers of answers (RFC 6960, 4.2.1). */
const SUCCESSFUL = 0;
const MALFORMED = 1;

/**
 * Answers an OCSP request (RFC 6960, DER): good for certificates that this authority signed, unknown for all others.
 * It takes none back: there is no revocation.
 */
export function answerStatus(keys: AuthorityKeys, request: Uint8Array, time: Date): Uint8Array {
  const now = wholeSeconds(time);
  let asked: OCSPRequest;
  try {
    asked = OCSPRequest.fromBER(arrayOf(request));
  } catch {
    return encode(new OCSPResponse({ responseStatus: new Enumerated({ value: MALFORMED }) }).toSchema());
  }
  const { requestList, requestExtensions = [] } = asked.tbsRequest;
  const ids = requestList.map(({ reqCert }) => reqCert);
  const basic = signResponse(keys, ids, requestExtensions, now);
  const bytes = new OctetString({ valueHex: arrayOf(encode(basic.toSchema())) });
  const response = new OCSPResponse({
    responseStatus: new Enumerated({ value: SUCCESSFUL }),
    responseBytes: new ResponseBytes({ responseType: BASIC, response: bytes }),
  });
  return encode(response.toSchema());
}

function signResponse(
  keys: AuthorityKeys,
  ids: readonly CertID[],
  extensions: readonly Extension[],
  now: Date,
): BasicOCSPResponse {
  const nonce = extensions.filter(({ extnID }) => extnID === NONCE);
  const data = new ResponseData({
    responderID: keys.ocsp.certificate.subject,
    producedAt: now,
    responses: ids.map((id) => statusOf(keys, id, now)),
    ...(nonce.length === 0 ? {} : { responseExtensions: nonce }),
  });
  data.tbsView = encode(data.toSchema(true));
  const basic = new BasicOCSPResponse({
    tbsResponseData: data,
    signatureAlgorithm: signatureAlgorithm(),
    certs: [keys.ocsp.certificate],
  });
  basic.signature = new BitString({ valueHex: signBytes(data.tbsView, keys.ocsp.privateKey) });
  return basic;
}

function statusOf(keys: AuthorityKeys, certID: CertID, now: Date): SingleResponse {
  const isOwn =
    isIssuer(keys, certID) && isOwnSerial(certID.serialNumber.valueBlock.valueHexView, keys.ca.privateKey);
  return new SingleResponse({
    certID,
    certStatus: isOwn ? tagged(0) : tagged(2),
    thisUpdate: new Date(now.getTime() - BACKDATED_MS),
    nextUpdate: new Date(now.getTime() + HOUR_MS),
  });
}

/** `good` and `unknown` are both an empty value, told apart by their tag. */
function tagged(tagNumber: 0 | 2): Primitive {
  const idBlock = { tagClass: 3, tagNumber };
  return new Primitive({ idBlock, lenBlock: { length: 1 } } as ConstructorParameters<typeof Primitive>[0]);
}

function isIssuer({ ca }: AuthorityKeys, { hashAlgorithm, issuerNameHash, issuerKeyHash }: CertID): boolean {
  const hash = HASHES[hashAlgorithm.algorithmId];
  if (hash === undefined) return false;
  const digest = (bytes: Uint8Array) => createHash(hash).update(bytes).digest();
  const name = encode(ca.certificate.subject.toSchema());
  return (
    digest(name).equals(Buffer.from(issuerNameHash.valueBlock.valueHexView)) &&
    digest(keyBitsOf(ca.certificate)).equals(Buffer.from(issuerKeyHash.valueBlock.valueHexView))
  );
}
