import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TLS_FILES } from "../../charts/spi/index.ts";
import type { Deployment } from "../../deploy/engine.ts";

/**
 * Writes the certificate with which pods of a cluster call the parts of a sandbox, its key and the authority to trust
 * into its folder, which goes with it; only this user reads them. Answers their folder, nothing where parts ask for none.
 */
export async function writeCertificateFiles(
  deployment: Deployment,
  folder: string,
): Promise<string | undefined> {
  const certificate = await deployment.certificate?.();
  if (certificate === undefined) return undefined;
  const place = join(folder, "certificate");
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const texts = {
    [TLS_FILES.key]: certificate.key,
    [TLS_FILES.certificate]: certificate.cert,
    [TLS_FILES.authority]: certificate.ca,
  };
  for (const [name, text] of Object.entries(texts)) {
    const file = join(place, name);
    writeFileSync(file, text, { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return place;
}
