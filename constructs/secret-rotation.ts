import { sourcesOfValue } from "../charts/spi/index.ts";
import type { AskedSecret } from "./asked-secret.ts";
import { type AskedValue, graphValues } from "./value-graph.ts";

/** What rotating a part does to the Secrets of a stack. */
export interface SecretRotation {
  /** Made anew. */
  readonly rotated: readonly AskedSecret[];
  /** Of any part: they hold a value that is made of one that is made anew, and get another one. */
  readonly followers: readonly AskedSecret[];
  /** The part's own that stay as they are, each with the reason. */
  readonly staying: readonly { readonly secret: AskedSecret; readonly why: StayReason }[];
}

/** Why a Secret stays: its product's reason, or the values of others that it only repeats. */
export type StayReason =
  | { readonly kind: "not-rotatable"; readonly why: string }
  | { readonly kind: "follows"; readonly others: readonly AskedSecret[] };

/** Works out what making the secrets of a part anew leads to. */
export function planRotation(secrets: readonly AskedSecret[], part: string): SecretRotation {
  const { order, find } = graphValues(secrets);
  const own = secrets.filter((secret) => secret.part === part);
  const rotated = own.filter((secret) => isRotatedWith(secret, part));
  const sourcesOf = ({ secret, request }: AskedValue) =>
    sourcesOfValue(request)
      .map((source) => find(secret, source))
      .filter((source) => source !== undefined);
  const moving = new Set<AskedValue>();
  for (const value of order) {
    const isMade = rotated.includes(value.secret) && isMadeHere(value);
    if (isMade || sourcesOf(value).some((source) => moving.has(source))) moving.add(value);
  }
  const changed = new Set([...moving].map(({ secret }) => secret));
  const othersOf = (secret: AskedSecret) =>
    order
      .filter((value) => value.secret === secret)
      .flatMap(sourcesOf)
      .map((source) => source.secret);
  return {
    rotated,
    followers: secrets.filter((secret) => changed.has(secret) && !rotated.includes(secret)),
    staying: own
      .filter((secret) => !rotated.includes(secret) && !changed.has(secret))
      .map((secret) => ({
        secret,
        why: secret.rotatable
          ? { kind: "follows", others: [...new Set(othersOf(secret))].filter((other) => other !== secret) }
          : { kind: "not-rotatable", why: secret.why },
      })),
  };
}

/** Whether rotating the part makes the Secret anew: it may be, and holds something that is made and not repeated. */
export function isRotatedWith(secret: AskedSecret, part: string | undefined): boolean {
  if (secret.part !== part || !secret.rotatable) return false;
  return Object.entries(secret.values).some(([key, request]) => isMadeHere({ secret, key, request }));
}

function isMadeHere({ request: { generate } }: AskedValue): boolean {
  return generate !== "copy" && generate !== "template" && generate !== "literal";
}
