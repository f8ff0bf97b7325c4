import type { KubeObject } from "../../charts/spi/index.ts";

/** The labels by which objects of a stack are known as ours. */
export function ownLabels(stack: string): Record<string, string> {
  return { "app.kubernetes.io/managed-by": "country-stack", "country-stack/stack": stack };
}

/** Whether an object carries the labels of this stack. */
export function isOwn(object: KubeObject, stack: string): boolean {
  const labels = object.metadata.labels ?? {};
  return Object.entries(ownLabels(stack)).every(([key, value]) => labels[key] === value);
}
