import product from "../charts/identity/esignet/product.ts";
import type { EsignetSetup } from "../charts/identity/esignet/settings.ts";
import { type KubeObject, type Link, oidc, type Stack } from "../charts/spi/index.ts";
import { synthStack } from "../constructs/synth.ts";
import { examplePart, exampleStack } from "./example-stack.ts";

/** Where a MOSIP might be. */
export const MOSIP = {
  secret: "mosip-access",
  keycloak: "https://iam.mosip.lk",
  certificate: "https://api.mosip.lk/mosip-certs/ida-partner.cer",
  kycAuth: "https://api-internal.mosip.lk/idauthentication/v1/kyc-auth/delegated",
  kycExchange: "https://api-internal.mosip.lk/idauthentication/v1/kyc-exchange/delegated/",
  sendOtp: "https://api-internal.mosip.lk:8443/idauthentication/v1/otp",
  keyBinding: "https://api-internal.mosip.lk/idauthentication/v1/identity-key-binding/delegated",
  certificates: "https://api-internal.mosip.lk/idauthentication/v1/internal/getAllCertificates",
  authToken: "https://api-internal.mosip.lk/v1/authmanager/authenticate/clientidsecretkey",
  audit: "https://api-internal.mosip.lk/v1/auditmanager/audits",
};
/** Where browsers find the example. */
export const PUBLIC = "https://id.gov.lk";

const signsIn = (from: string): Link => ({
  from,
  to: "identity",
  capability: oidc(),
  port: "http",
  via: "direct",
  reason: "an example",
});

/** A stack of two registries that people sign in to through eSignet; databases are elsewhere. */
export function stackWith(
  options: Record<string, unknown> = {},
  change: Partial<Stack> = {},
  replicas?: number,
): Stack {
  const { parts } = exampleStack();
  const parsed = product.options.parse({ publicUrl: PUBLIC, ...options });
  const part = examplePart("identity", "identity", parsed, undefined, product);
  const identity = replicas === undefined ? part : { ...part, overrides: { replicas } };
  return exampleStack(2, {
    parts: [...parts, identity],
    links: [signsIn("civil"), signsIn("social")],
    providers: {
      postgres: { host: "db.gov.lk", port: 5433, secretRef: "db-admin" },
      valkey: { host: "cache.gov.lk", port: 6380, secretRef: "cache-user" },
    },
    ...change,
  });
}

/** The objects of the part. */
export async function objectsOf(stack: Stack): Promise<KubeObject[]> {
  return (await synthStack(stack)).filter(({ part }) => part === "identity").map(({ object }) => object);
}

/** What a container of a workload is, as far as tests look. */
export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly resources: { readonly requests: { readonly cpu: string; readonly memory: string } };
}

/** The same of a workload or a Job. */
export interface Workload {
  readonly replicas?: number;
  readonly template: {
    readonly spec: {
      readonly containers: readonly Container[];
      readonly volumes?: readonly { readonly secret?: { readonly secretName: string } }[];
    };
  };
}

/** The object of that kind and name; a name may be a pattern. */
export function find(objects: readonly KubeObject[], kind: string, name: string | RegExp): KubeObject {
  const found = objects.find(
    (each) =>
      each.kind === kind && new RegExp(name instanceof RegExp ? name : `^${name}$`).test(each.metadata.name),
  );
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** The workloads that are servers. */
export function workloadsOf(objects: readonly KubeObject[]): Workload[] {
  return objects
    .filter(({ kind }) => kind === "StatefulSet" || kind === "Deployment")
    .map(({ spec }) => spec as Workload);
}

/** The first container of a workload. */
export function containerOf(object: KubeObject): Container {
  const [container] = (object["spec"] as Workload).template.spec.containers;
  if (container === undefined) throw new Error(`no container in ${object.metadata.name}`);
  return container;
}

/** A variable of a container's environment. */
export function variable(container: Container, name: string) {
  return container.env?.find((each) => each.name === name);
}

/** A file of a ConfigMap. */
export function fileOf(objects: readonly KubeObject[], name: string, file: string): string {
  return (find(objects, "ConfigMap", name)["data"] as Record<string, string>)[file] ?? "";
}

/** What the setup job is told. */
export function setupOf(objects: readonly KubeObject[]): EsignetSetup {
  return JSON.parse(fileOf(objects, "identity-setup", "config.json")) as EsignetSetup;
}
