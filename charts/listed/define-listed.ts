import { z } from "zod";
import { type Block, type Capability, defineProduct, type Product } from "../spi/index.ts";

/** A product that runs elsewhere, or will: facts, and no manifests. */
export interface ListedProduct {
  readonly id: string;
  readonly title: string;
  readonly advice: string;
  readonly fills: readonly Block[];
  readonly licence: string;
  readonly homepage: string;
  /** The newest release that the facts name; `unknown` where they name none. */
  readonly version: string;
  readonly missing: string;
  /** What of GovStack's interfaces it offers to other parts. */
  readonly provides?: readonly Capability[];
}

/** Nothing is installed, so nothing is asked of the cluster. */
const NOTHING = { cpu: "0", memory: "0", storage: "0" };

/** A product of the catalog that profiles can name with `external: { url }` and that nothing installs. */
export function defineListed({ version, provides = [], ...facts }: ListedProduct): Product {
  return defineProduct({
    ...facts,
    releases: [{ version, images: {}, govstack: {}, upgradesFrom: [] }],
    ports: { api: 443 },
    schemes: { api: "https" },
    provides: () => provides.map((capability) => ({ capability, port: "api", via: "mediator" as const })),
    requires: () => [],
    options: z.strictObject({}),
    footprint: { demo: NOTHING, district: NOTHING, national: NOTHING },
    needs: [],
    conformance: { basePath: "", headers: {}, port: "api" },
  });
}
