import type { Construct } from "constructs";
import { portNumber, serviceHost } from "../../constructs/address.ts";
import { addGeneratedSecret } from "../../constructs/generated-secret.ts";
import type { ExistingSecret } from "../../constructs/mounted-secret.ts";
import { type CapabilityKind, type Part, type ProductContext, partOf } from "../spi/index.ts";

/** The keys of the Secret of every database and store of the platform; of outside ones too. */
export const DATABASE_KEYS = { username: "username", password: "password" } as const;

/** The platform services to which one has to sign in. */
export type DatabaseKind = Extract<CapabilityKind, "postgres" | "mysql" | "valkey" | "object-storage">;

/** The Secret of a platform part, in its namespace: `PART-credentials`. */
export function databaseSecretName(part: Pick<Part, "name">): string {
  return `${part.name}-credentials`;
}

/** Where a platform service is that a part uses. */
export interface ServiceAddress {
  readonly host: string;
  readonly port: number;
  /** The authority of its certificate (PEM), where the profile names one for a service of the country. */
  readonly ca?: string;
}

/** The same with the Secret in the part's namespace, which has the keys of {@link DATABASE_KEYS}. */
export interface ServiceAccess extends ServiceAddress {
  readonly secret: ExistingSecret;
  /** The user's name where it is fixed; undefined where it stands in the Secret, under `username`. */
  readonly username?: string;
}

type Context = Pick<ProductContext, "stack" | "part" | "uses">;

/**
 * The address of the platform service of a kind that a part is linked to, or of the one of the profile's `providers`.
 * The resolver has made sure that there is one.
 */
export function serviceAddressOf(context: Context, kind: CapabilityKind): ServiceAddress {
  const serving = servingPart(context, kind);
  if (serving === undefined) {
    const { host, port, ca } = providerOf(context, kind);
    return { host, port, ...(ca === undefined ? {} : { ca }) };
  }
  const { part, portName } = serving;
  const port = portNumber(part, portName);
  if (part.external === undefined) return { host: serviceHost(part, portName), port };
  const { url, ca } = part.external;
  const { hostname, port: written } = new URL(url);
  return { host: hostname, port: Number(written) || port, ...(ca === undefined ? {} : { ca }) };
}

/**
 * The same for one to which a part signs in. A service in another namespace has its Secret there, which pods cannot
 * read: then a copy is added beside the part, once, which follows it through rotations.
 */
export function serviceOf(scope: Construct, context: Context, kind: DatabaseKind): ServiceAccess {
  const address = serviceAddressOf(context, kind);
  const serving = servingPart(context, kind)?.part;
  const own = `${context.part.name}-${kind}`;
  // What runs elsewhere has a Secret that somebody brings: the engine makes none, and knows no generation of it.
  const brought = (name = own): ExistingSecret => ({ name, madeBy: "operator" });
  if (serving === undefined) return { ...address, secret: brought(providerOf(context, kind).secretRef) };
  if (serving.external !== undefined)
    return { ...address, secret: brought(serving.external.credentials?.secretRef) };
  const username = FIXED_USERS[kind];
  const user = username === undefined ? {} : { username };
  const source = databaseSecretName(serving);
  if (serving.namespace === context.part.namespace) return { ...address, ...user, secret: { name: source } };
  addCopy(scope, own, { namespace: serving.namespace, secret: source });
  return { ...address, ...user, secret: { name: own } };
}

function addCopy(scope: Construct, name: string, source: { namespace: string; secret: string }): void {
  if (scope.node.tryFindChild(`secret-${name}`) !== undefined) return;
  const copies = Object.values(DATABASE_KEYS).map(
    (key) => [key, { generate: "copy", ...source, key }] as const,
  );
  addGeneratedSecret(scope, { name, values: Object.fromEntries(copies), rotatable: true });
}

function servingPart({ stack, uses }: Context, kind: CapabilityKind) {
  const link = uses.find(({ capability }) => capability.kind === kind);
  return link && { part: partOf(stack, link.to), portName: link.port };
}

function providerOf({ stack, part }: Context, kind: CapabilityKind) {
  const provider = stack.providers[kind];
  if (provider === undefined) throw new Error(`part ${part.name} has no ${kind}`);
  return provider;
}

/** The users that the platform's own products have from the start. */
const FIXED_USERS: Partial<Record<DatabaseKind, string>> = {
  postgres: "postgres",
  mysql: "root",
  valkey: "default",
};
