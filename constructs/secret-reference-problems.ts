import { type SecretKey, sourcesOfValue } from "../charts/spi/index.ts";
import type { AskedSecret } from "./asked-secret.ts";
import { type AskedValue, graphValues, placeOf, type ValueGraph, type ValueSource } from "./value-graph.ts";

/**
 * What is wrong with what a stack's Secrets ask of each other, one sentence each: values that there are not,
 * authorities that are none, circles, and Secrets that cannot change but follow ones that can.
 */
export function problemsOfReferences(secrets: readonly AskedSecret[]): string[] {
  const graph = graphValues(secrets);
  const circles = graph.circles.filter((circle) => new Set(circle.map(({ secret }) => secret)).size > 1);
  return [
    ...graph.values.flatMap((value) => problemsOfValue(graph, secrets, value)),
    ...circles.map((circle) => {
      const [first] = circle.map(nameOf);
      return `${circle.map(nameOf).join(" is made of ")} is made of ${first}, which never begins`;
    }),
  ];
}

function problemsOfValue(graph: ValueGraph, secrets: readonly AskedSecret[], value: AskedValue): string[] {
  const { secret, key, request } = value;
  const at = (sentence: string) =>
    `Secret ${secret.name} of part ${secret.part} asks for ${key} as ${sentence}`;
  const others = sourcesOfValue(request).filter((source) => typeof source !== "string");
  const missing = others.filter((source) => graph.find(secret, source) === undefined);
  return [
    ...missing.map((source) => at(describeMissing(secrets, value, source))),
    ...(request.generate === "certificate" && request.authority !== undefined
      ? problemsOfAuthority(graph, value, request.authority, request.days).map(at)
      : []),
    ...others.flatMap((source) => problemsOfFollowing(graph, value, source)),
  ];
}

function describeMissing(
  secrets: readonly AskedSecret[],
  { secret, request }: AskedValue,
  source: SecretKey,
): string {
  const namespace = source.namespace ?? secret.namespace;
  const isThere = secrets.some((other) => other.name === source.secret && other.namespace === namespace);
  const what = `a ${request.generate} with ${placeOf(secret, source)}`;
  if (!isThere) return `${what}, but the stack makes no Secret ${source.secret} in ${namespace}`;
  return `${what}, but that Secret asks for no ${source.key}`;
}

function problemsOfAuthority(
  graph: ValueGraph,
  { secret }: AskedValue,
  source: ValueSource,
  days: number,
): string[] {
  const authority = graph.find(secret, source);
  if (authority === undefined) return [];
  const { request, key } = authority;
  const asked = typeof source === "string" ? source : source.key;
  // The key is what signs; a certificate's own place in its Secret names no key.
  if (request.generate !== "certificate" || !request.usage.includes("ca") || asked !== key)
    return [`a certificate signed by ${placeOf(secret, source)}, which is the key of no authority`];
  return days > request.days
    ? [`a certificate for ${days} days, longer than its authority is good: ${request.days}`]
    : [];
}

/** A Secret that stays as it is cannot be made of one that may change. */
function problemsOfFollowing(graph: ValueGraph, { secret, key }: AskedValue, source: SecretKey): string[] {
  const followed = graph.find(secret, source);
  if (followed === undefined || secret.rotatable || !followed.secret.rotatable) return [];
  if (followed.request.generate === "literal") return [];
  return [
    `Secret ${secret.name} of part ${secret.part} cannot be rotated (${secret.why}), but its ${key} follows ${nameOf(followed)}, which can; put ${key} into a Secret of its own`,
  ];
}

function nameOf({ secret, key }: AskedValue): string {
  return `${key} of Secret ${secret.name} (part ${secret.part})`;
}
