import type { Block } from "./block.ts";
import type { Capability } from "./capability.ts";
import type { Exposure, Product, Release, Via } from "./product.ts";

/** A place in a text file; lines and columns count from 1, `endColumn` is exclusive. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** Replicas, memory and storage of every part. */
export const SIZES = ["demo", "district", "national"] as const;
export type Size = (typeof SIZES)[number];

/** How careful the tool is. */
export const ENVIRONMENTS = ["development", "staging", "production"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A member of the information mediator: `class` is its namespace (GOV, COM ...), `code` its number there. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly code: string;
}

/** Who a part is to the mediator, written `INSTANCE/CLASS/MEMBER/APPLICATION` in headers. */
export interface ServiceIdentifier {
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
  readonly application: string;
}

/** The header form of an identifier. */
export function formatIdentifier(id: ServiceIdentifier): string {
  return `${id.instance}/${id.memberClass}/${id.memberCode}/${id.application}`;
}

/** A part that runs elsewhere; nothing is installed for it. */
export interface External {
  readonly url: string;
  readonly ca?: string | undefined;
  readonly credentials?: { readonly secretRef: string } | undefined;
}

/** What a profile may change of a part beyond its options. */
export interface Overrides {
  readonly replicas?: number | undefined;
  readonly storageClass?: string | undefined;
  readonly resources?:
    | {
        readonly cpu?: string | undefined;
        readonly memory?: string | undefined;
        readonly storage?: string | undefined;
      }
    | undefined;
}

/** One installed product in a stack. Its name is the key everywhere. */
export interface Part {
  readonly name: string;
  readonly block: Block;
  readonly product: Product;
  readonly release: Release;
  readonly owner: Organization;
  readonly identifier: ServiceIdentifier;
  /** The Kubernetes namespace: stack and part, so that stacks can share a cluster; a platform part is in its user's. */
  readonly namespace: string;
  /** The part for which alone the resolver added this one, a platform service that the profile does not name. */
  readonly addedFor?: string | undefined;
  readonly options: unknown;
  readonly overrides: Overrides;
  readonly external?: External | undefined;
  /** The parsed seed document of the part (docs/seeds.md), where the profile names one. */
  readonly seed?: unknown;
  readonly at: Span;
}

/** A directed need of one part that another satisfies. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly capability: Capability;
  /** A key of the ports of the product of `to`; empty where nothing is called over the network. */
  readonly port: string;
  readonly via: Via;
  /** A sentence: which product or use case asks for it, and for a direct one why it may be direct. */
  readonly reason: string;
}

/** A use case that the stack is meant to run, with its roles given to parts. */
export interface StackUseCase {
  readonly id: string;
  readonly title: string;
  readonly roles: Readonly<Record<string, string>>;
}

/** A deviation from the security rules that the profile grants. `expires` is a date, YYYY-MM-DD. */
export interface Exemption {
  readonly rule: string;
  readonly match: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}

/** A service that the country already has, in place of a part: where it is, and the Secret with its credentials. */
export interface ExternalProvider {
  readonly host: string;
  readonly port: number;
  readonly ca?: string | undefined;
  readonly secretRef?: string | undefined;
}

/** Where images come from, and exactly which they are. */
export interface StackImages {
  /** Host and path from which all images are pulled instead. */
  readonly registry?: string | undefined;
  readonly pullSecret?: string | undefined;
  /** What the lock file says: digests by the reference that the catalog has. */
  readonly digests?: Readonly<Record<string, string>> | undefined;
}

/** The resolved profile: parts in the order of installing, links between them. */
export interface Stack {
  readonly name: string;
  readonly country: { readonly name: string; readonly code: string; readonly currency: string };
  readonly domain: string;
  readonly environment: Environment;
  readonly size: Size;
  /** The mediator's instance code. */
  readonly instance: string;
  readonly organizations: readonly Organization[];
  readonly parts: readonly Part[];
  readonly links: readonly Link[];
  readonly useCases: readonly StackUseCase[];
  readonly exemptions: readonly Exemption[];
  /** By the name of the capability: `postgres`, `registry:households`. */
  readonly providers: Readonly<Record<string, ExternalProvider>>;
  readonly images: StackImages;
}

/** The parts in one namespace, in the order of installing: a part and its platform services. */
export function partsIn(stack: Stack, namespace: string): readonly Part[] {
  return stack.parts.filter((part) => part.namespace === namespace);
}

/** The part of that name. A name that the stack does not hold is a bug of the caller. */
export function partOf(stack: Stack, name: string): Part {
  const part = stack.parts.find((candidate) => candidate.name === name);
  if (part === undefined) throw new Error(`no part ${name} in stack ${stack.name}`);
  return part;
}

/** A port that can be reached from outside, and the part that lets others in. */
export interface StackExposure extends Exposure {
  readonly gateway: Part;
}

/** All that can be reached of a stack from outside of its cluster, gateways in order. */
export function exposuresOf(stack: Stack): readonly StackExposure[] {
  return stack.parts
    .filter((gateway) => gateway.external === undefined)
    .flatMap((gateway) =>
      (gateway.product.exposes?.(gateway.options) ?? []).map((exposure) => ({ ...exposure, gateway })),
    );
}

/** The part through which the others talk, if the stack has one. */
export function mediatorOf(stack: Stack): Part | undefined {
  return stack.parts.find((part) => part.block === "information-mediator");
}
