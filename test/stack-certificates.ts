import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CertificateRequest, type SecretRequest, TLS_FILES } from "../charts/spi/index.ts";
import { decideSecrets } from "../deploy/decide-secrets.ts";
import { exampleSecret } from "./secret-example.ts";

const AUTHORITY: CertificateRequest = {
  generate: "certificate",
  certificate: "authority.crt",
  commonName: "parts of utopia",
  days: 3650,
  usage: ["ca"],
  algorithm: "ec-p256",
};

/** The files of a certificate, by their names. */
export type CertificateTexts = Readonly<Record<string, string>>;

/** Makes an authority, and for each common name a certificate of it for the host `localhost`, good for 90 days. */
export async function makeCertificates<N extends string>(
  names: readonly N[],
  now = new Date(),
): Promise<Record<N, CertificateTexts>> {
  const leaf = (name: string): CertificateRequest => ({
    generate: "certificate",
    certificate: `${name}.crt`,
    commonName: name,
    dnsNames: ["localhost"],
    days: 90,
    usage: ["server", "client"],
    algorithm: "ec-p256",
    authority: "authority.key",
  });
  const values: SecretRequest = {
    "authority.key": AUTHORITY,
    ...Object.fromEntries(names.map((name) => [`${name}.key`, leaf(name)])),
  };
  const secret = exampleSecret(values);
  const decided = (await decideSecrets([secret], new Map(), { now })).get(secret.id);
  const text = (key: string) => Buffer.from(decided?.data[key] ?? "", "base64").toString("utf8");
  const entries = names.map((name) => [
    name,
    {
      [TLS_FILES.key]: text(`${name}.key`),
      [TLS_FILES.certificate]: text(`${name}.crt`),
      [TLS_FILES.authority]: text("authority.crt"),
    },
  ]);
  return Object.fromEntries(entries);
}

/** Writes the files into a folder, which is made. */
export function writeCertificate(folder: string, texts: CertificateTexts): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return folder;
}
