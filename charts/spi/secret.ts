/**
 * How one value of a Secret comes to be. Values are made once, and again only when the Secret is rotated; `of` names
 * another key of the same Secret.
 */
export type ValueRequest =
  /** Letters and digits; 32 of them unless told otherwise. */
  | { readonly generate: "password"; readonly length?: number }
  /** The private key (PKCS #8, PEM) under the request's own key, the public one (SPKI, PEM) under `publicKey`. */
  | { readonly generate: "rsa-keypair"; readonly bits?: 2048 | 3072 | 4096; readonly publicKey: string }
  /** `sha256` in hexadecimal; `scrypt` as `$scrypt$n=…,r=…,p=…$SALT$HASH` with both in Base64 without padding. */
  | { readonly generate: "hash"; readonly of: string; readonly algorithm: "sha256" | "scrypt" }
  | {
      readonly generate: "certificate";
      readonly commonName: string;
      readonly dnsNames: readonly string[];
      readonly days: number;
      readonly authority?: string;
    }
  | { readonly generate: "pkcs12"; readonly of: string; readonly passwordKey: string };

/** The values that a Secret asks for, by key. */
export type SecretRequest = Readonly<Record<string, ValueRequest>>;

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
