import type { Construct } from "constructs";
import type { z } from "zod";
import type { PartBackup } from "./backup.ts";
import type { Block } from "./block.ts";
import type { Capability } from "./capability.ts";
import type { Migration } from "./migration.ts";
import type { ReferenceConfig } from "./reference.ts";
import type { RuleId } from "./rule.ts";
import type { SmokeCheck } from "./smoke.ts";
import type { Link, Organization, Part, Size, Stack } from "./stack.ts";

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
  /** A key of {@link Product.ports}; empty where nothing is called over the network. */
  readonly port: string;
  readonly via: Via;
  /** Why this may be direct; required with `via: "direct"`. */
  readonly reason?: string;
}

/** A deviation from the security rules that the product cannot do without. The profile grants it or not. */
export interface Need {
  readonly rule: RuleId;
  /**
   * The object's name without the part's name and dash in front; `main` for the one that has the part's name. A `*`
   * stands for any text, where each organization has a workload of its own.
   */
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
  /** Makes calls of its own, call-backs to whoever asked; the sink of a run of checks takes them from its pods. */
  readonly emits?: boolean;
  /**
   * Why the block's suite does not run: the product speaks another API and has its smoke checks only. Stands in the
   * report. Not for products that follow GovStack's specification badly.
   */
  readonly otherApi?: string;
  /** What the suite needs to know of this product beyond the specification; the suite says in which shape. */
  readonly fixtures?: Readonly<Record<string, unknown>>;
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
  /** The releases from which an upgrade to this one is known, each as a version or as what it begins with: `1.9`. */
  readonly upgradesFrom: readonly string[];
  /** What becomes of the data of an older release before this one runs, in order; absent where it takes them as they are. */
  readonly migrations?: readonly Migration[];
  /** Absent where the product is `listed` only. The one place where cdk8s gets loaded. */
  readonly load?: () => Promise<{ readonly default: BuildChart<O> }>;
}

/** How a product serves others as a platform service, installed beside the part that needs it. */
export interface PlatformService {
  /** The sizes of stacks for which it is the choice where the profile names none. */
  readonly sizes: readonly Size[];
  /** One for the whole stack, such as an operator; else each part that needs one gets its own. */
  readonly shared?: true;
}

/** A port of a part that can be reached from outside of the cluster. */
export interface Exposure {
  /** The host name by which others reach it. */
  readonly host: string;
  readonly part: string;
  /** A key of the ports of the part's product, at which HTTP is spoken. */
  readonly port: string;
  /** The namespace of the pods that pass requests on, which others have put there. */
  readonly proxies: string;
}

/** How a reference product is configured; the same value serves a process on loopback and a pod. */
export type ConfigureReference<O = unknown> = (
  context: Pick<ProductContext<O>, "stack" | "part" | "options">,
  /** The base URL of a part's port, as the server itself will reach it. */
  addressOf: (part: string, port: string) => string,
) => ReferenceConfig;

/** Something in a profile that a product cannot work with. */
export interface ProductProblem {
  /** What is wrong, a sentence without a full stop. */
  readonly reason: string;
  /** What to write instead, a sentence without a full stop. */
  readonly remedy: string;
  /** Where in the part's options it stands; the part itself where nothing is said. */
  readonly option?: readonly (string | number)[];
}

/** Software that can fill one or more blocks: plain data and one lazy import. */
export interface Product<O = unknown> {
  readonly id: string;
  readonly title: string;
  /** One line of advice: when to choose it. */
  readonly advice: string;
  readonly fills: readonly Block[];
  readonly licence: string;
  readonly homepage: string;
  /** What is missing to install it, in one sentence; for products of which no release has manifests. */
  readonly missing?: string;
  readonly releases: readonly Release<O>[];
  /** Named ports that the part's Services offer. */
  readonly ports: Readonly<Record<string, number>>;
  /** Which of the part's components serves a port; one that is not named here is at the Service of the part's name. */
  readonly components?: Readonly<Record<string, string>>;
  /** Where each organization has a server of its own, as in some mediators: the component that serves one's parts. */
  readonly componentFor?: (owner: Organization) => string;
  /** What is spoken at a port where it is not `http`. */
  readonly schemes?: Readonly<Record<string, "https" | "tcp">>;
  readonly provides: (options: O) => readonly Provision[];
  readonly requires: (options: O) => readonly Capability[];
  readonly options: z.ZodType<O>;
  readonly footprint: Readonly<Record<Size, Footprint>>;
  /** What each organization of the stack beyond the first adds to the footprint. */
  readonly perOrganization?: Readonly<Record<Size, Footprint>>;
  readonly needs: readonly Need[];
  /** The most replicas that it can have; absent where it says none. */
  readonly maxReplicas?: number;
  readonly conformance: ConformanceHints;
  /** What says that it works at all; beside the block's suite, which says whether it is GovStack's. */
  readonly smoke?: readonly SmokeCheck[] | ((options: O) => readonly SmokeCheck[]);
  /** Present where the product is a platform service. */
  readonly platform?: PlatformService;
  /** Present where our own reference server is the product. */
  readonly reference?: ConfigureReference<O>;
  /** How its data are taken and put back; absent where nobody has said how, and for reference servers, which all do it alike. */
  readonly backup?: PartBackup;
  /** What of other parts it lets others reach; nothing else of a stack can be reached from outside. */
  readonly exposes?: (options: O) => readonly Exposure[];
  /** What of the stack around a part of it, or of its options, it cannot work with. */
  readonly problems?: (stack: Stack, part: Part, options: O) => readonly ProductProblem[];
}

/**
 * Declares a product. The options' type is known inside the declaration and forgotten outside, where products of
 * all kinds stand in one list.
 */
export function defineProduct<O>(product: Product<O>): Product {
  return product as unknown as Product;
}
