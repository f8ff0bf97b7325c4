import { stringify } from "yaml";
import type { Stack } from "../../charts/spi/index.ts";
import type { Random } from "../kills/random.ts";
import { openProfile } from "../open-profile.ts";

/** A registry's part, as far as the changes of a profile touch it. */
interface RegistryWish {
  readonly registries: readonly string[];
  readonly memory: string;
  readonly storage: string;
}

/** What a profile of changing minds says. */
export interface Wishes {
  readonly parts: Readonly<Record<string, RegistryWish>>;
  readonly ministry: string;
  readonly retryBaseMs: number;
  readonly isLinked: boolean;
}

const PARTS = ["civil", "social", "land"];
const REGISTRIES = ["persons", "households", "programmes", "parcels"];
/** A registry as it is asked for at first. */
export const FIRST_REGISTRY: RegistryWish = {
  registries: ["persons", "households"],
  memory: "128Mi",
  storage: "64Mi",
};

/** The profile that a series begins with. */
export const FIRST_WISHES: Wishes = {
  parts: {
    civil: FIRST_REGISTRY,
    social: { ...FIRST_REGISTRY, registries: ["programmes", "beneficiaries"] },
  },
  ministry: "Ministry of the Interior",
  retryBaseMs: 250,
  isLinked: true,
};

/** Changes that a person might make, each of them alone. */
const CHANGES: readonly ((wishes: Wishes, random: Random) => Wishes)[] = [
  // A part comes or goes.
  (wishes, random) => {
    const part = random.pick(PARTS);
    const { [part]: known, ...others } = wishes.parts;
    return { ...wishes, parts: known === undefined ? { ...others, [part]: FIRST_REGISTRY } : others };
  },
  (wishes, random) =>
    change(wishes, random, (wish) => {
      const name = random.pick(REGISTRIES);
      const others = wish.registries.filter((each) => each !== name);
      return { ...wish, registries: others.length === wish.registries.length ? [...others, name] : others };
    }),
  (wishes, random) =>
    change(wishes, random, (wish) => ({ ...wish, memory: random.pick(["128Mi", "160Mi"]) })),
  // Another size of a claim makes it anew, larger or smaller.
  (wishes, random) => change(wishes, random, (wish) => ({ ...wish, storage: random.pick(["64Mi", "96Mi"]) })),
  (wishes, random) => ({ ...wishes, ministry: `Ministry ${random.below(1000)}` }),
  (wishes, random) => ({ ...wishes, retryBaseMs: random.pick([250, 500, 1000]) }),
  (wishes) => ({ ...wishes, isLinked: !wishes.isLinked }),
];

function change(wishes: Wishes, random: Random, mend: (wish: RegistryWish) => RegistryWish): Wishes {
  const [part, wish] = random.pick(Object.entries(wishes.parts));
  return { ...wishes, parts: { ...wishes.parts, [part]: mend(wish) } };
}

/** One to three changes after one another that still make a profile that holds. */
export function changeWishes(before: Wishes, random: Random): Wishes {
  for (;;) {
    let wishes = before;
    for (let count = 1 + random.below(3); count > 0; count--) {
      if (Object.keys(wishes.parts).length > 0) wishes = random.pick(CHANGES)(wishes, random);
    }
    if (Object.keys(wishes.parts).length > 0 && holds(wishes)) return wishes;
  }
}

function holds(wishes: Wishes): boolean {
  try {
    stackOf("plan-any", wishes);
    return true;
  } catch {
    return false;
  }
}

/** The stack of that name. */
export function stackOf(name: string, wishes: Wishes): Stack {
  return openProfile(`${name}.yaml`, profileText(name, wishes));
}

/** The profile as a file would have it. */
export function profileText(name: string, { parts, ministry, retryBaseMs, isLinked }: Wishes): string {
  const registries = Object.entries(parts).map(([part, { registries, memory, storage }]) => [
    part,
    {
      product: "reference",
      owner: part === "social" ? "social" : "interior",
      options: { registries },
      overrides: { resources: { memory, storage } },
    },
  ]);
  const canLink = parts["civil"]?.registries.includes("households") && parts["social"] !== undefined;
  return stringify({
    apiVersion: "country-stack/v1alpha1",
    name,
    country: { name: "Utopia", code: "XU", currency: "XTS" },
    domain: "utopia.example",
    environment: "development",
    size: "demo",
    organizations: {
      interior: { name: ministry, class: "GOV", code: "70001" },
      social: { name: "Ministry of Social Affairs", class: "GOV", code: "70002" },
    },
    mediator: { instance: "XU" },
    blocks: {
      "information-mediator": { parts: { mediator: { product: "reference", options: { retryBaseMs } } } },
      "digital-registries": { parts: Object.fromEntries(registries) },
    },
    ...(isLinked && canLink ? { useCases: ["household-lookup"] } : {}),
  });
}
