import type { Manifest, Product, Stack } from "../../charts/spi/index.ts";

/** A stack with its manifests. */
export interface StackVersion {
  readonly stack: Stack;
  readonly manifests: readonly Manifest[];
}

/** A swap of one part, from a stack that holds to one that does or does not. */
export interface SwapStep {
  readonly part: string;
  readonly before: StackVersion;
  /** Absent where the changed profile does not resolve. */
  readonly after?: StackVersion;
  /** The new product with its options; absent where it does not take them. */
  readonly product: Product;
  readonly options?: unknown;
}
