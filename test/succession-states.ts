import type { CertificateRequest } from "../charts/spi/index.ts";
import { decideSecrets } from "../deploy/decide-secrets.ts";
import type { SecretContent, SecretContents } from "../deploy/secrets.ts";
import type { SuccessionStep } from "../deploy/succession.ts";
import { exampleSecret } from "./secret-example.ts";

/** What the authority's Secret holds. */
export const [KEY, CERTIFICATE] = ["authority.key", "authority.crt"] as const;

/** The Secret of an authority as a stack asks for it. */
export const AUTHORITY = exampleSecret(
  {
    [KEY]: {
      ...{ generate: "certificate", certificate: CERTIFICATE, commonName: "parts of utopia", days: 3650 },
      ...{ renewBefore: 365, usage: ["ca"], algorithm: "ec-p256" },
    },
  },
  { part: "mediator", name: "authority", rotatable: false, why: "in steps" },
);
const LEAF: CertificateRequest = {
  generate: "certificate",
  certificate: "tls.crt",
  ca: "ca.crt",
  commonName: "civil",
  dnsNames: ["localhost"],
  days: 90,
  renewBefore: 30,
  usage: ["server", "client"],
  algorithm: "ec-p256",
  authority: { namespace: AUTHORITY.namespace, secret: AUTHORITY.name, key: KEY },
};

/** The Secret of a part with a certificate of it, for the host `localhost`. */
export const CIVIL = exampleSecret({ "tls.key": LEAF }, { name: "civil-tls" });

/** What both are to hold after what is known, by a plain run or by one in which the authority takes a step. */
export function decideStep(
  known: SecretContents,
  step?: SuccessionStep,
  now = new Date(),
): Promise<SecretContents> {
  const succession = step && { namespace: AUTHORITY.namespace, secret: AUTHORITY.name, step };
  return decideSecrets([CIVIL, AUTHORITY], known, { now, succession });
}

/** What the part shows, and whom it trusts; all PEM. */
export function shownBy(contents: SecretContents): {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
} {
  return {
    key: textAt(contents, CIVIL, "tls.key"),
    cert: textAt(contents, CIVIL, "tls.crt"),
    ca: textAt(contents, CIVIL, "ca.crt"),
  };
}

/** The text under a key of one of the Secrets. */
export function textAt(contents: SecretContents, { id }: { readonly id: string }, key: string): string {
  return Buffer.from(contents.get(id)?.data[key] ?? "", "base64").toString("utf8");
}

/** What the authority's Secret holds. */
export function authorityOf(contents: SecretContents): SecretContent {
  const content = contents.get(AUTHORITY.id);
  if (content === undefined) throw new Error("there is no authority");
  return content;
}
