import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { GENERATE_ANNOTATION, ROTATABLE_ANNOTATION, type SecretRequest } from "../charts/spi/index.ts";
import { kplus } from "./kplus.ts";
import { problemsOfSecret } from "./secret-problems.ts";

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
  object.node.addValidation({ validate: () => problemsOfSecret({ name, values, rotatable, why }) });
  return { name, secret: kplus.Secret.fromSecretName(scope, `secret-${name}-ref`, name) };
}

/** What the pod template of these Secrets' readers carries; the engine puts today's generations in. */
export function generationsOf(secrets: readonly { readonly name: string }[]): string {
  return secrets.map(({ name }) => `${name}=1`).join(",");
}
