import {
  defineProduct,
  type Footprint,
  type Need,
  operator,
  type Product,
  type Release,
  SIZES,
  type Size,
} from "../spi/index.ts";
import { type OperatorOptions, operatorOptions } from "./operator-options.ts";

/** What is special about an operator. */
export interface OperatorProduct extends Pick<Product, "id" | "title" | "advice" | "licence" | "homepage"> {
  readonly release: Pick<Release<OperatorOptions>, "version" | "images" | "load">;
  /** The name by which parts ask for it, `operator:NAME`. */
  readonly works: string;
  readonly footprint: Readonly<Record<Size, Footprint>>;
  /** What its chart does beyond calling the cluster's API. */
  readonly needs?: readonly Need[];
  /** Why it calls what no policy knows; without it, because of the cluster's API. */
  readonly calls?: string;
}

/** A controller of custom resources: once for the stack, in every size, called by nobody but the API server. */
export function defineOperator({ release, works, calls, needs = [], ...facts }: OperatorProduct): Product {
  return defineProduct<OperatorOptions>({
    ...facts,
    fills: ["cloud-infrastructure"],
    releases: [{ ...release, govstack: {}, upgradesFrom: [] }],
    ports: {},
    provides: () => [
      {
        capability: operator(works),
        port: "",
        via: "direct",
        reason: "an operator is asked through the cluster's API",
      },
    ],
    requires: () => [],
    options: operatorOptions,
    needs: [
      {
        rule: "no-internet-egress",
        workload: "to-api-server",
        reason: calls ?? "it works through the cluster's API, and no policy knows where that is",
      },
      ...needs,
    ],
    maxReplicas: 1,
    platform: { sizes: SIZES, shared: true },
    conformance: { basePath: "", headers: {}, port: "" },
  });
}
