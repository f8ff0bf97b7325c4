import type { CertificateRequest } from "../charts/spi/index.ts";
import { makeCertificate } from "./certificate.ts";
import type { ClientCertificate } from "./engine.ts";
import type { Making, SigningAuthority, Value, Values } from "./secret-making.ts";

const CLIENT: CertificateRequest = {
  generate: "certificate",
  certificate: "tls.crt",
  commonName: "",
  // It is for the connections of one run.
  days: 1,
  usage: ["client"],
  algorithm: "ec-p256",
};

/** A certificate for calling parts, which an authority signs and nobody keeps; `ca` is that authority's. */
export async function makeClientCertificate(
  commonName: string,
  authority: SigningAuthority,
): Promise<ClientCertificate> {
  const made = await makeOnce({ ...CLIENT, commonName }, authority);
  const text = (value: Value) => value?.toString("utf8") ?? "";
  return { key: text(made["tls.key"]), cert: text(made["tls.crt"]), ca: text(authority.certificate) };
}

/** The same of an authority that nobody knows, with the name of the one that is impersonated. */
export async function makeStrangerCertificate(
  commonName: string,
  authorityName: string,
): Promise<ClientCertificate> {
  const made = await makeOnce({ ...CLIENT, commonName: authorityName, usage: ["ca"] }, undefined);
  return makeClientCertificate(commonName, { key: made["tls.key"], certificate: made["tls.crt"] });
}

function makeOnce(request: CertificateRequest, authority: SigningAuthority | undefined): Promise<Values> {
  const making: Making<CertificateRequest> = {
    key: "tls.key",
    request,
    requests: { "tls.key": request },
    secret: "nowhere",
    before: () => undefined,
    valueAt: () => undefined,
    authorityOf: () => authority,
    now: new Date(),
    make: (maker) => maker(),
  };
  return makeCertificate(making);
}
