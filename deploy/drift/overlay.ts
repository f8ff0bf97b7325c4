import { readQuantity } from "../cluster/live-quantity.ts";

/**
 * A live value with what was declared in its place, all else as it stands: what applying would lead to, as far as it
 * can be told without asking the server. Another writing of the same quantity (`1024Mi`, `1Gi`) stays as it is.
 */
export function overlay(live: unknown, declared: unknown): unknown {
  if (Array.isArray(declared)) {
    const isAlike = Array.isArray(live) && live.length === declared.length;
    return isAlike ? declared.map((item, index) => overlay(live[index], item)) : declared;
  }
  if (!isFields(declared)) return isSameQuantity(live, declared) ? live : declared;
  const there = isFields(live) ? live : {};
  const entries = Object.entries(declared).map(([key, value]) => [key, overlay(there[key], value)] as const);
  return { ...there, ...Object.fromEntries(entries) };
}

function isSameQuantity(live: unknown, declared: unknown): boolean {
  const amount = readQuantity(declared);
  return amount !== 0 && readQuantity(live) === amount;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
