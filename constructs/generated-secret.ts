import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import {
  GENERATE_ANNOTATION,
  ROTATABLE_ANNOTATION,
  type SecretRequest,
  type ValueRequest,
} from "../charts/spi/index.ts";
import { kplus } from "./kplus.ts";

/** A Secret whose values the engine makes. */
export interface GeneratedSecretProps {
  readonly name: string;
  readonly values: SecretRequest;
  /** Whether `secrets rotate` may make the values anew. */
  readonly rotatable: boolean;
  /** Why not, in one sentence; required where it is not rotatable. */
  readonly why?: string;
}

/** A Secret that pods can mount, and whose generation their templates carry. */
export interface GeneratedSecret {
  readonly name: string;
  readonly secret: kplus.ISecret;
}

/** Keys that the API server takes. */
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/**
 * Adds a Secret without values: an annotation says which to make, which the engine does when it applies. A request
 * that cannot be met makes the synth fail with a sentence.
 */
export function addGeneratedSecret(scope: Construct, props: GeneratedSecretProps): GeneratedSecret {
  const { name, values, rotatable, why } = props;
  const object = new ApiObject(scope, `secret-${name}`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      annotations: {
        [GENERATE_ANNOTATION]: JSON.stringify(values),
        [ROTATABLE_ANNOTATION]: rotatable ? "true" : `false: ${why}`,
      },
    },
    type: "Opaque",
  });
  object.node.addValidation({ validate: () => problemsOf(props) });
  return { name, secret: kplus.Secret.fromSecretName(scope, `secret-${name}-ref`, name) };
}

/** What the pod template of these Secrets' readers carries; the engine puts today's generations in. */
export function generationsOf(secrets: readonly GeneratedSecret[]): string {
  return secrets.map(({ name }) => `${name}=1`).join(",");
}

function problemsOf({ name, values, rotatable, why }: GeneratedSecretProps): string[] {
  const at = (sentence: string) => `Secret ${name} ${sentence}`;
  const keys = Object.entries(values).flatMap(([key, request]) => [key, ...publicKeyOf(request)]);
  return [
    ...(keys.length === 0 ? [at("asks for no value")] : []),
    ...(new Set(keys).size < keys.length ? [at("asks for a key twice")] : []),
    ...(rotatable || why ? [] : [at("does not say why it cannot be rotated")]),
    ...keys.filter((key) => !KEY.test(key)).map((key) => at(`has the key ${key}, which no Secret may have`)),
    ...Object.entries(values).flatMap(([key, request]) =>
      problemsOfValue(values, key, request).map((sentence) => at(`asks for ${key} as ${sentence}`)),
    ),
  ];
}

function publicKeyOf(request: ValueRequest): string[] {
  return request.generate === "rsa-keypair" ? [request.publicKey] : [];
}

function problemsOfValue(values: SecretRequest, key: string, request: ValueRequest): string[] {
  switch (request.generate) {
    case "password":
      return (request.length ?? 32) < 16 ? ["a password of less than 16 characters"] : [];
    case "rsa-keypair":
      return [];
    case "hash":
      return endsAtValue(values, key) ? [] : [`a hash of ${request.of}, which leads to no value`];
    // Node makes keys and hashes but no certificates, and DER written by hand is no place for a country's trust.
    default:
      return [
        `a ${request.generate}, which this version cannot make; it makes password, rsa-keypair and hash`,
      ];
  }
}

/** Whether following `of` from hash to hash ends at something that is made by itself. */
function endsAtValue(values: SecretRequest, from: string): boolean {
  const seen = new Set<string>();
  const publicKeys = Object.values(values).flatMap(publicKeyOf);
  for (let key = from; ; ) {
    const request = values[key];
    if (request === undefined) return publicKeys.includes(key);
    if (request.generate !== "hash") return true;
    if (seen.has(key)) return false;
    seen.add(key);
    key = request.of;
  }
}
