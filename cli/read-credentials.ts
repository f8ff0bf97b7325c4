import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Credentials } from "../conformance/send-request.ts";
import { splitPem } from "../deploy/split-pem.ts";
import { UsageError } from "./exit.ts";
import { say } from "./messages/talk-en.ts";

const words = say.test.certificate;

/** The files that the command line names. */
export interface CredentialFlags {
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly ca?: string;
}

/**
 * Reads what parts at URLs are shown, by origin; those in plain HTTP are shown nothing. Empty where nothing is given.
 * Wrong use where the files do not belong together, or nobody would see them. What is in a file is not quoted: it may
 * be a key.
 */
export function readCredentials(
  { clientCertificate, clientKey, ca }: CredentialFlags,
  urls: readonly string[],
): ReadonlyMap<string, Credentials> {
  if (clientCertificate === undefined && clientKey === undefined && ca === undefined) return new Map();
  if (urls.length === 0) throw new UsageError(words.withoutUrl);
  const origins = urls.map((url) => new URL(url)).filter(({ protocol }) => protocol === "https:");
  if (origins.length === 0) throw new UsageError(words.nowhere);
  const credentials: Credentials = {
    ...readOwn(clientCertificate, clientKey),
    ...(ca === undefined ? {} : { ca: readCertificates(ca).join("") }),
  };
  return new Map(origins.map(({ origin }) => [origin, credentials]));
}

function readOwn(certificate: string | undefined, key: string | undefined): Credentials {
  if (certificate === undefined && key === undefined) return {};
  if (certificate === undefined) throw new UsageError(words.keyAlone);
  if (key === undefined) throw new UsageError(words.withoutKey);
  const chain = readCertificates(certificate);
  const own = readKey(key);
  if (!new X509Certificate(chain[0] ?? "").checkPrivateKey(own))
    throw new UsageError(words.otherKey(certificate, key));
  return { cert: chain.join(""), key: own.export({ type: "pkcs8", format: "pem" }) };
}

function readCertificates(file: string): string[] {
  const found = splitPem(read(file)).filter((text) => text.startsWith("-----BEGIN CERTIFICATE-----"));
  try {
    for (const text of found) new X509Certificate(text);
  } catch {
    throw new UsageError(words.none(file));
  }
  if (found.length === 0) throw new UsageError(words.none(file));
  return found;
}

function readKey(file: string): KeyObject {
  const text = read(file);
  try {
    return createPrivateKey(text);
  } catch {
    throw new UsageError(words.noKey(file));
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(words.unread(file, (error as NodeJS.ErrnoException).code ?? ""));
  }
}
