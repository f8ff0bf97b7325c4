import type { Construct } from "constructs";
import type { z } from "zod";
import type { Block } from "./block.ts";
import type { Capability } from "./capability.ts";
import type { ReferenceConfig } from "./reference.ts";
import type { Link, Part, Size, Stack } from "./stack.ts";

/** What one size of a part asks of a cluster, in Kubernetes quantities. `storage` is the sum of its volumes. */
export interface Footprint {
  readonly cpu: string;
  readonly memory: string;
  readonly storage: string;
}

/** How a link travels: through the mediator, or directly for the few reasons the design allows. */
export type Via = "mediator" | "direct";

/** Something a part offers to others, on one of its ports. */
export interface Provision {
  readonly capability: Capability;
  /** A key of {@link Product.ports}. */
  readonly port: string;
  readonly via: Via;
  /** Why this may be direct; required with `via: "direct"`. */
  readonly reason?: string;
}

/** A deviation from the security rules that the product cannot do without. The profile grants it or not. */
export interface Need {
  readonly rule: string;
  readonly workload: string;
  readonly reason: string;
}

/** What a suite must know to talk to a product that fills its block. */
export interface ConformanceHints {
  /** Put before each path of the specification, without a slash at its end: `""` or `/api`. */
  readonly basePath: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The port that the suite talks to. */
  readonly port: string;
  /** Where the part wants to see a token that the stack made for it. */
  readonly token?: TokenHint;
}

/** A token that a part asks callers for, as `Authorization: Bearer TOKEN`. */
export interface TokenHint {
  /** The Secret's name behind that of the part and a dash: `management` for `PART-management`. */
  readonly secret: string;
  /** The Secret's key. */
  readonly key: string;
  /** A path, below the base path, whose GET answers 200 with the token and 401 without it. */
  readonly path: string;
}

/** What a product's chart gets to know of the stack it is part of. */
export interface ProductContext<O = unknown> {
  readonly stack: Stack;
  readonly part: Part;
  readonly options: O;
  readonly footprint: Footprint;
  /** The links that start at this part. */
  readonly uses: readonly Link[];
  /** The links that end at this part. */
  readonly usedBy: readonly Link[];
  /** The image of that key in the release, with the profile's registry and the lock file applied. */
  image(key: string): string;
}

/** Adds the objects of one part below `scope`. */
export type BuildChart<O = unknown> = (scope: Construct, context: ProductContext<O>) => void;

/** One version of a product. */
export interface Release<O = unknown> {
  readonly version: string;
  /** Image references with a tag and never a digest; digests live in the lock file only. */
  readonly images: Readonly<Record<string, string>>;
  /** The version of GovStack's specification that this release says it follows, per block. */
  readonly govstack: Partial<Record<Block, string>>;
  /** The releases from which an upgrade to this one is known. */
  readonly upgradesFrom: readonly string[];
  /** Absent where the product is `listed` only. The one place where cdk8s gets loaded. */
  readonly load?: () => Promise<{ readonly default: BuildChart<O> }>;
}

/** How a reference product is configured; the same value serves a process on loopback and a pod. */
export type ConfigureReference<O = unknown> = (
  context: Pick<ProductContext<O>, "stack" | "part" | "options">,
  /** The base URL of a part's port, as the server itself will reach it. */
  addressOf: (part: string, port: string) => string,
) => ReferenceConfig;

/** Software that can fill one or more blocks: plain data and one lazy import. */
export interface Product<O = unknown> {
  readonly id: string;
  readonly title: string;
  /** One line of advice: when to choose it. */
  readonly advice: string;
  readonly fills: readonly Block[];
  readonly licence: string;
  readonly homepage: string;
  readonly releases: readonly Release<O>[];
  /** Named ports that the part's Service offers. */
  readonly ports: Readonly<Record<string, number>>;
  readonly provides: (options: O) => readonly Provision[];
  readonly requires: (options: O) => readonly Capability[];
  readonly options: z.ZodType<O>;
  readonly footprint: Readonly<Record<Size, Footprint>>;
  readonly needs: readonly Need[];
  /** The most replicas that it can have; absent where it says none. */
  readonly maxReplicas?: number;
  readonly conformance: ConformanceHints;
  /** Present where our own reference server is the product. */
  readonly reference?: ConfigureReference<O>;
}

/**
 * Declares a product. The options' type is known inside the declaration and forgotten outside, where products of
 * all kinds stand in one list.
 */
export function defineProduct<O>(product: Product<O>): Product {
  return product as unknown as Product;
}
