import type { Span } from "../charts/spi/index.ts";
import { type Located, type LocatedMap, mergeLocated, type Path, plainValue } from "./located.ts";
import { API_VERSION, type Profile, profileShape } from "./schema.ts";
import { type Fault, parseLocated } from "./schema-issues.ts";

/** Leaving out a fault can bring up the next; a profile that needs more rounds than this is given up. */
const ROUNDS = 5;

/** A profile with more faults than this has nothing left that is worth checking further. */
const FAULTS = 100;

/** Stands where a profile has nothing that could be used; nobody gets to see it. */
const STAND_IN = {
  apiVersion: API_VERSION,
  name: "unnamed",
  country: { name: "Unnamed", code: "XX", currency: "XXX" },
  domain: "example.invalid",
  organizations: { unnamed: { name: "Unnamed", class: "GOV", code: "0" } },
  blocks: {},
};

/** What is left of a profile without its faults, for checks that do not depend on these. */
export interface Salvaged {
  readonly value: Profile;
  readonly root: Located;
}

/** Leaves out the faults of a profile until the rest has the right shape. */
export function salvage(root: LocatedMap, faults: readonly Fault[]): Salvaged | undefined {
  let left = root;
  let found = faults;
  for (let round = 0; round < ROUNDS && found.length <= FAULTS; round++) {
    for (const { drop } of found) left = without(left, drop);
    const filled = mergeLocated(standIn(root.at), left);
    const parsed = parseLocated(profileShape, filled, plainValue(filled));
    if ("value" in parsed) return { value: parsed.value, root: filled };
    found = parsed.faults;
  }
  return undefined;
}

function standIn(at: Span): LocatedMap {
  return locatedMap(STAND_IN, at);
}

function locatedMap(value: object, at: Span): LocatedMap {
  const entries = Object.entries(value).map(([key, child]): [string, Located] => [
    key,
    typeof child === "object" ? locatedMap(child, at) : { kind: "scalar", value: child, at },
  ]);
  return { kind: "map", entries: new Map(entries), at };
}

function without(map: LocatedMap, path: Path): LocatedMap {
  const [step, ...rest] = path;
  if (step === undefined) return map;
  const entries = new Map(map.entries);
  const child = entries.get(String(step));
  // Items of a list keep their index this way: the whole list is left out.
  if (rest.length === 0 || child?.kind !== "map") entries.delete(String(step));
  else entries.set(String(step), without(child, rest));
  return { ...map, entries };
}
