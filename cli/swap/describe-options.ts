import type { Product } from "../../charts/spi/index.ts";
import type { FittedOptions } from "../../profiles/fit-options.ts";
import { listOptions } from "../list-options.ts";
import type { SwapSummary } from "./swap-summary.ts";

/** What becomes of the part's options, and what each one that is missing is about. */
export function describeOptions(
  { kept, given, dropped, missing }: FittedOptions,
  product: Product,
): SwapSummary["edit"]["options"] {
  const known = listOptions(product);
  return {
    kept: Object.keys(kept).filter((key) => !given.includes(key)),
    given,
    dropped,
    missing: missing.map((name) => {
      return { name, description: known.find((option) => option.name === name)?.description ?? "" };
    }),
  };
}
