import { type Capability, capabilityName } from "../charts/spi/index.ts";
import { CAPABILITY_KINDS } from "./capability-kinds.ts";
import { errorAt } from "./issue.ts";
import type { LoadedProfile } from "./load.ts";
import type { Parts } from "./parts.ts";
import type { Resolving } from "./resolving.ts";
import { suggest } from "./suggest.ts";

/** The part that the profile's `uses` names for a need: by its full name, else by its kind. */
export function chosenPart({ value }: LoadedProfile, need: Capability): string | undefined {
  return value.uses[capabilityName(need)] ?? value.uses[need.kind];
}

/** Reports what `uses` and `providers` name that is not there: capabilities, parts, and parts that offer another. */
export function checkUses(resolving: Resolving, all: Parts): void {
  const { loaded, report } = resolving;
  const names = [...all.parts.map((part) => part.name), ...all.broken.map((part) => part.name)];
  const known = knownCapabilities(all);
  for (const [capability, name] of Object.entries(loaded.value.uses)) {
    checkCapability(capability, ["uses", capability], known, resolving);
    if (names.includes(name)) checkOffer(capability, name, all, resolving);
    else {
      const params = { what: "part", name, capability, known: names, ...suggest(name, names) };
      report(errorAt("CS1305", params, loaded.spanOf(["uses", capability])));
    }
  }
  for (const capability of Object.keys(loaded.value.providers)) {
    checkCapability(capability, ["providers", capability], known, resolving);
  }
}

/** All that `uses` can sensibly name: every kind, and what parts of this stack offer or need by name. */
function knownCapabilities({ parts }: Parts): string[] {
  const named = parts.flatMap((part) => [
    ...part.product.provides(part.options).map(({ capability }) => capabilityName(capability)),
    ...part.product.requires(part.options).map(capabilityName),
  ]);
  return [...new Set([...CAPABILITY_KINDS, ...named])];
}

function checkCapability(name: string, path: string[], known: string[], { loaded, report }: Resolving): void {
  // The name behind a colon is the country's own: only the kind before it can be wrong.
  if (CAPABILITY_KINDS.includes(name.split(":")[0] ?? "")) return;
  const params = { what: "capability", name, in: path[0] ?? "", known, ...suggest(name, known) };
  report(errorAt("CS1305", params, loaded.keySpanOf(path)));
}

function checkOffer(capability: string, name: string, all: Parts, { loaded, report }: Resolving): void {
  const part = all.parts.find((each) => each.name === name);
  if (part === undefined || !CAPABILITY_KINDS.includes(capability.split(":")[0] ?? "")) return;
  const provided = part.product.provides(part.options).map((provision) => provision.capability);
  if (provided.some((each) => capabilityName(each) === capability || each.kind === capability)) return;
  const others = all.parts
    .filter((each) =>
      each.product.provides(each.options).some((p) => capabilityName(p.capability) === capability),
    )
    .map((each) => each.name);
  const params = { what: "offer", name, capability, known: others };
  report(errorAt("CS1305", params, loaded.spanOf(["uses", capability])));
}
