import { createPrivateKey, type KeyObject } from "node:crypto";
import type { SecretRequest, ValueRequest } from "../charts/spi/index.ts";
import type { ValueSource } from "../constructs/value-graph.ts";
import { EngineRefusal } from "./engine.ts";

/** A value; undefined where a preview would have to make it. */
export type Value = Buffer | undefined;

/** The values that one request leads to, by key. */
export type Values = Readonly<Record<string, Value>>;

/** Whose key signs a certificate: the private key and the certificate, both PEM. */
export interface SigningAuthority {
  readonly key: Value;
  readonly certificate: Value;
}

/** A request and what is known where it is met. */
export interface Making<R extends ValueRequest = ValueRequest> {
  readonly key: string;
  readonly request: R;
  /** All requests of the Secret. */
  readonly requests: SecretRequest;
  /** `NAMESPACE/NAME` of the Secret. */
  readonly secret: string;
  /** What the Secret has under a key already. */
  readonly before: (key: string) => Value;
  /** The value that another request has led to. */
  readonly valueAt: (source: ValueSource) => Value;
  /** Who signs the certificate of that key of the Secret; undefined for one that signs itself. */
  readonly authorityOf: (key: string) => SigningAuthority | undefined;
  readonly now: Date;
  /** Calls the maker of a value; in a preview it does not, and answers undefined. */
  readonly make: (maker: () => Promise<Buffer>) => Promise<Value>;
}

/** The private key that a Secret holds; refuses what is none, which someone must have put there. */
export function readPrivateKey(pem: Buffer, { key, secret }: Pick<Making, "key" | "secret">): KeyObject {
  try {
    const read = createPrivateKey(pem);
    if (read.asymmetricKeyType === "rsa" || read.asymmetricKeyType === "ec") return read;
  } catch {
    // The sentence below is for what is no key as well as for another kind.
  }
  throw new EngineRefusal(
    `Secret ${secret} holds no private key under ${key} (RSA or EC); take that key out of it with kubectl edit, and a new one is made`,
  );
}

/** PKCS #8, PEM. */
export function exportKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ type: "pkcs8", format: "pem" }));
}
