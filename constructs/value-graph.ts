import { keysOfValue, type SecretKey, sourcesOfValue, type ValueRequest } from "../charts/spi/index.ts";
import type { AskedSecret } from "./asked-secret.ts";

/** One request of a Secret. */
export interface AskedValue {
  readonly secret: AskedSecret;
  readonly key: string;
  readonly request: ValueRequest;
}

/** Where a request's value comes from, as it is written in the request. */
export type ValueSource = string | SecretKey;

/** The requests of Secrets, and which are made of which. */
export interface ValueGraph {
  /** All of them, as they were asked for. */
  readonly values: readonly AskedValue[];
  /** Each after those that it is made of; requests in a circle, and all that is made of them, are not here. */
  readonly order: readonly AskedValue[];
  /** Requests that are made of each other: each of the next, the last of the first. */
  readonly circles: readonly (readonly AskedValue[])[];
  /** The request that leads to a source of `from`; undefined where there is none. */
  find(from: AskedSecret, source: ValueSource): AskedValue | undefined;
}

/** Puts the requests of these Secrets in the order of their making. */
export function graphValues(secrets: readonly AskedSecret[]): ValueGraph {
  const values = secrets.flatMap((secret) =>
    Object.entries(secret.values).map(([key, request]) => ({ secret, key, request })),
  );
  const byKey = new Map(
    values.flatMap((value) =>
      keysOfValue(value.key, value.request).map((key) => [placeOf(value.secret, key), value] as const),
    ),
  );
  const find: ValueGraph["find"] = (from, source) => byKey.get(placeOf(from, source));
  return { values, ...arrange(values, find), find };
}

/** `NAMESPACE/SECRET/KEY` of a source as the Secret `from` means it. */
export function placeOf(from: AskedSecret, source: ValueSource): string {
  if (typeof source === "string") return `${from.namespace}/${from.name}/${source}`;
  return `${source.namespace ?? from.namespace}/${source.secret}/${source.key}`;
}

function arrange(
  values: readonly AskedValue[],
  find: ValueGraph["find"],
): Pick<ValueGraph, "order" | "circles"> {
  const order: AskedValue[] = [];
  const circles: AskedValue[][] = [];
  const done = new Map<AskedValue, boolean>();
  /** Whether the value can be made; `path` leads to it. */
  const visit = (value: AskedValue, path: readonly AskedValue[]): boolean => {
    const known = done.get(value);
    if (known !== undefined) return known;
    const begin = path.indexOf(value);
    if (begin >= 0) {
      circles.push(path.slice(begin));
      return false;
    }
    const sources = sourcesOfValue(value.request).map((source) => find(value.secret, source));
    const made = sources.map((source) => source === undefined || visit(source, [...path, value]));
    const canBeMade = made.every((one) => one);
    done.set(value, canBeMade);
    if (canBeMade) order.push(value);
    return canBeMade;
  };
  for (const value of values) visit(value, []);
  return { order, circles };
}
