import type { Part, Stack } from "../charts/spi/index.ts";

/** Labels that say which stack, part, block and product an object belongs to. Every object carries them. */
export function labelsOf(stack: Stack, part: Part): Record<string, string> {
  return {
    "app.kubernetes.io/name": part.product.id,
    "app.kubernetes.io/instance": part.name,
    "app.kubernetes.io/version": part.release.version,
    "app.kubernetes.io/component": part.block,
    "app.kubernetes.io/part-of": stack.name,
    "app.kubernetes.io/managed-by": "country-stack",
    "country-stack/stack": stack.name,
    "country-stack/part": part.name,
    "country-stack/block": part.block,
    "country-stack/product": part.product.id,
  };
}

/** The labels by which Services, workloads and policies find a part's pods; they never change during its life. */
export function selectorOf(part: Pick<Part, "name">): Record<string, string> {
  return { "country-stack/part": part.name };
}

/** The same as the API takes it in a query: `country-stack/part=civil`. */
export function selectorText(part: Pick<Part, "name">): string {
  return Object.entries(selectorOf(part))
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** The pods of several of a part's components, as policies select them. */
export function componentsSelector(part: Part, components: readonly string[]): Record<string, unknown> {
  return {
    matchLabels: selectorOf(part),
    matchExpressions: [{ key: "country-stack/component", operator: "In", values: [...components] }],
  };
}

/** What tells the pods of one of a part's components from those of the others. */
export function componentSelector(part: Part, component: string): Record<string, string> {
  return { ...selectorOf(part), "country-stack/component": component };
}
