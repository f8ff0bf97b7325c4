/** A value of another Secret of the same stack; without a namespace, of one in the asker's own. */
export interface SecretKey {
  readonly namespace?: string;
  readonly secret: string;
  readonly key: string;
}

/** What a certificate may be used for (RFC 5280, 4.2.1.3 and 4.2.1.12). */
export type CertificateUsage =
  /** Signs other certificates and revocation lists. */
  | "ca"
  /** Proves a server in TLS; needs DNS names. */
  | "server"
  /** Proves a client in TLS. */
  | "client"
  /** Signs documents and messages; nobody can deny it afterwards. */
  | "signing"
  /** Keys and data are encrypted for it; with an EC key, keys are agreed upon. */
  | "encipherment"
  /** Signs time stamps (RFC 3161), and may do nothing else that has a name. */
  | "time-stamping"
  /** Answers whether certificates of its authority are still good (RFC 6960). */
  | "ocsp-signing";

/**
 * A certificate with its key: the private key (PKCS #8, PEM) under the request's own key, the certificate (PEM) under
 * `certificate`. Without an `authority` it is signed with its own key.
 */
export interface CertificateRequest {
  readonly generate: "certificate";
  /** The key that the certificate gets, such as `tls.crt`. */
  readonly certificate: string;
  /** The key that the authority's certificate gets, such as `ca.crt`; with an `authority` only. */
  readonly ca?: string;
  /** At most 64 characters. */
  readonly commonName: string;
  readonly organization?: string;
  /** Two letters (ISO 3166-1). */
  readonly country?: string;
  /** Host names, a first label of `*` stands for one label. */
  readonly dnsNames?: readonly string[];
  /** How long it is good, from the moment that it is made; never longer than its authority. */
  readonly days: number;
  /** With how many days left the next `up` makes it anew, for the same key; without it, only after its end. */
  readonly renewBefore?: number;
  readonly usage: readonly CertificateUsage[];
  /** `rsa-3072` unless told otherwise. Signatures are made with SHA-256. */
  readonly algorithm?: "rsa-2048" | "rsa-3072" | "rsa-4096" | "ec-p256";
  /** Whose key signs it: a certificate with the usage `ca`, by its request's key in this Secret or in another one. */
  readonly authority?: string | SecretKey;
}

/**
 * How one value of a Secret comes to be. Values are made once, and again only when the Secret is rotated; what is made
 * of another value follows it. `of` names another key of the same Secret.
 */
export type ValueRequest =
  /** Letters and digits; 32 of them unless told otherwise. */
  | { readonly generate: "password"; readonly length?: number }
  /** The private key (PKCS #8, PEM) under the request's own key, the public one (SPKI, PEM) under `publicKey`. */
  | { readonly generate: "rsa-keypair"; readonly bits?: 2048 | 3072 | 4096; readonly publicKey: string }
  /** `sha256` in hexadecimal; `scrypt` as `$scrypt$n=…,r=…,p=…$SALT$HASH` with both in Base64 without padding. */
  | { readonly generate: "hash"; readonly of: string; readonly algorithm: "sha256" | "scrypt" }
  | CertificateRequest
  /**
   * A PKCS #12 key store (RFC 7292) with the key of a `certificate` or `rsa-keypair` request and its certificates, as
   * Java 17 and OpenSSL 3 read it: AES-256-CBC, PBKDF2 and HMAC with SHA-256. The entry's `alias` is `of` unless told
   * otherwise. A key pair without a certificate gets one that is signed with its own key and has no end.
   */
  | {
      readonly generate: "pkcs12";
      readonly of: string;
      readonly passwordKey: string;
      readonly alias?: string;
    }
  /** The value of a key of another Secret of the stack, as it is at any time. */
  | ({ readonly generate: "copy" } & SecretKey)
  /** A text in which `{{key}}` stands for a value of the same Secret. */
  | { readonly generate: "template"; readonly text: string }
  /** A value that is no secret and has to stand beside one, such as the name of a user. */
  | { readonly generate: "literal"; readonly value: string };

/** The values that a Secret asks for, by key. */
export type SecretRequest = Readonly<Record<string, ValueRequest>>;

/** The keys that one request of a Secret leads to, its own first. */
export function keysOfValue(key: string, request: ValueRequest): string[] {
  if (request.generate === "rsa-keypair") return [key, request.publicKey];
  if (request.generate !== "certificate") return [key];
  return [key, request.certificate, ...(request.ca === undefined ? [] : [request.ca])];
}

/** Of these keys, those whose values everyone may see: public keys, certificates, and what is no secret anyway. */
export function publicKeysOfValue(key: string, request: ValueRequest): string[] {
  return request.generate === "literal" ? [key] : keysOfValue(key, request).slice(1);
}

/** The values that a request is made of, each as it is written there; a text names a key of the same Secret. */
export function sourcesOfValue(request: ValueRequest): (string | SecretKey)[] {
  switch (request.generate) {
    case "hash":
      return [request.of];
    case "certificate":
      return request.authority === undefined ? [] : [request.authority];
    case "pkcs12":
      return [request.of, request.passwordKey];
    case "copy":
      return [request];
    case "template":
      return [...request.text.matchAll(TEMPLATE_KEY)].map(([, key = ""]) => key);
    default:
      return [];
  }
}

/** Where a template takes a value. */
export const TEMPLATE_KEY: RegExp = /\{\{([^{}]*)\}\}/g;

/** On a Secret without data: the values that it asks for, as JSON. No manifest ever holds a value. */
export const GENERATE_ANNOTATION = "country-stack/generate";

/** On such a Secret: `true`, or `false: ` and why its values stay as they are. */
export const ROTATABLE_ANNOTATION = "country-stack/rotatable";

/** On a Secret in a cluster: how often its values have been made, 1 for the first. */
export const GENERATION_ANNOTATION = "country-stack/generation";

/** On a Secret in a cluster: when its values were made (ISO 8601, UTC). */
export const GENERATED_AT_ANNOTATION = "country-stack/generated-at";

/** On a pod template: the Secrets that its pods read, as `NAME=GENERATION` with commas between them. */
export const SECRET_GENERATION_ANNOTATION = "country-stack/secret-generation";
