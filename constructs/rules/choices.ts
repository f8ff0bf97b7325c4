import { type CapabilityKind, capabilityName, type Link } from "../../charts/spi/index.ts";
import { inObject } from "./examined.ts";
import { isOpaque } from "./opaque.ts";
import type { Deviation, Rule } from "./rule.ts";
import { govstack, practice } from "./standards.ts";

/** Rules on what the profile chose, before any object of it. */
export const choiceRules: readonly Rule[] = [
  {
    id: "reference-in-production",
    title: "No reference product runs in production",
    level: "error",
    counterparts: [],
    check: ({ stack }) =>
      stack.environment !== "production"
        ? []
        : stack.parts
            .filter(({ product, external }) => product.reference !== undefined && external === undefined)
            .map(({ name, product }) => ({ part: name, path: "", params: { product: product.title } })),
  },
  {
    id: "own-platform-services",
    title: "No two parts share a database, queue or store",
    level: "warning",
    counterparts: govstack("own-database"),
    check: ({ stack }) => shared(stack.links.filter(({ capability }) => STORES.includes(capability.kind))),
  },
  {
    id: "contents-examined",
    title: "Everything that will run is written in the manifests",
    level: "warning",
    counterparts: practice("no-helm-hooks"),
    check: ({ manifests }) =>
      manifests
        .filter(({ object }) => isOpaque(object))
        .map((manifest) => inObject(manifest, [], { kind: manifest.object.kind })),
  },
];

/** Platform services that keep data. */
const STORES: readonly CapabilityKind[] = ["postgres", "mysql", "kafka", "valkey", "object-storage"];

function shared(links: readonly Link[]): Deviation[] {
  return links.flatMap((link) => {
    const others = links
      .filter(({ from, to }) => to === link.to && from !== link.from)
      .map(({ from }) => from);
    if (others.length === 0) return [];
    const params = {
      service: capabilityName(link.capability),
      at: link.to,
      others: [...new Set(others)].join(", "),
    };
    return [{ part: link.from, path: "", params }];
  });
}
