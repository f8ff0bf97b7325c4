import { z } from "zod";
import type { Capability, CapabilityKind, Product, Size } from "../../charts/spi/index.ts";
import { isPlatformKind } from "../../profiles/capability-kinds.ts";
import { domainName, objectName } from "../../profiles/formats.ts";
import { describeNeed } from "../../profiles/resolving.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { askOptions } from "./ask-options.ts";
import type { Chosen, ChosenProvider, Context } from "./chosen.ts";
import { isInstallable, productChoices } from "./product-choice.ts";
import { askChoice, askText, askValue, type Choice, type Interview } from "./question.ts";
import { offers, requirementsOf } from "./suggest-options.ts";

/** The answer that the country has one already; no product has this id. */
const EXISTING = "existing";

/** The services that a country may well have, with the port on which each usually listens. */
const USUAL_PORTS: Partial<Record<CapabilityKind, number>> = {
  postgres: 5432,
  mysql: 3306,
  kafka: 9092,
  valkey: 6379,
  "object-storage": 443,
};

/** A platform service that parts need, each kind once with all that is asked of it. */
interface PlatformNeed {
  readonly kind: CapabilityKind;
  readonly needs: readonly Capability[];
  readonly parts: readonly string[];
}

/**
 * Asks who serves each platform service that the parts need, where there is a choice at all; those of `asked` have
 * been asked for, and what is asked for here is added to them. The resolver adds the services themselves.
 */
export function* askProviders(context: Context, before: Chosen, asked: Set<string>): Interview<Chosen> {
  let chosen = before;
  for (const need of platformNeeds(before)) {
    if (asked.has(need.kind)) continue;
    asked.add(need.kind);
    const provider = yield* askProvider(context, chosen.frame.size, need);
    if (provider !== undefined) {
      chosen = { ...chosen, providers: { ...chosen.providers, [need.kind]: provider } };
    }
  }
  return chosen;
}

function platformNeeds({ parts }: Chosen): PlatformNeed[] {
  const all = new Map<CapabilityKind, PlatformNeed>();
  for (const part of parts.filter(({ url }) => url === undefined)) {
    for (const need of requirementsOf(part.product, part.options).filter(({ kind }) =>
      isPlatformKind(kind),
    )) {
      // A part that was chosen for it serves, as the resolver has it.
      if (parts.some((other) => offers(other.product, other.options, need))) continue;
      const known = all.get(need.kind) ?? { kind: need.kind, needs: [], parts: [] };
      const names = known.parts.includes(part.name) ? known.parts : [...known.parts, part.name];
      all.set(need.kind, { ...known, needs: [...known.needs, need], parts: names });
    }
  }
  return [...all.values()];
}

/** The platform products that serve all needs, those for this size of stack first. */
function ableProducts({ catalog }: Context, needs: readonly Capability[], size: Size): Product[] {
  const able = catalog.products.filter(
    (product) =>
      product.platform !== undefined &&
      isInstallable(product) &&
      needs.every((need) => offers(product, {}, need)),
  );
  return able.toSorted((a, b) => Number(isFor(b, size)) - Number(isFor(a, size)));
}

const isFor = (product: Product, size: Size): boolean => product.platform?.sizes.includes(size) === true;

function* askProvider(
  context: Context,
  size: Size,
  need: PlatformNeed,
): Interview<ChosenProvider | undefined> {
  const { kind, needs } = need;
  const products = ableProducts(context, needs, size);
  const port = USUAL_PORTS[kind];
  const id = yield* askWho(products, context.published, size, need, port !== undefined);
  if (id === EXISTING) return { external: yield* askExternal(kind, port ?? 0) };
  const product = products.find((each) => each.id === id);
  if (product === undefined) return undefined;
  const options = yield* askOptions(product, ["providers", kind, "options"], kind, {});
  // What the resolver would take by itself need not be written, and follows the size where that changes.
  const isOwn = product === products.find((each) => isFor(each, size));
  if (Object.keys(options).length > 0) return { product: product.id, options };
  return isOwn ? undefined : { product: product.id };
}

/** Nobody is asked to choose from one. */
function* askWho(
  products: readonly Product[],
  published: Context["published"],
  size: Size,
  { kind, needs, parts }: PlatformNeed,
  mayExist: boolean,
): Interview<string | undefined> {
  const existing: Choice[] = mayExist ? [{ value: EXISTING, ...say.existing }] : [];
  const [first] = products;
  if (products.length + existing.length < 2) return first?.id;
  const { head, choices } = productChoices(products, "cloud-infrastructure", size, [], published);
  return yield* askChoice({
    path: ["platform", kind],
    ...say.provider(kind, [...new Set(needs.map(describeNeed))], parts),
    choices: [...choices, ...existing],
    head: first === undefined ? undefined : head,
    suggested: first?.id ?? EXISTING,
    resets: ["providers", kind, "options"],
  });
}

function* askExternal(kind: CapabilityKind, usual: number) {
  const host = yield* askText({
    path: ["providers", kind, "host"],
    ...say.host(kind),
    schema: domainName,
    example: `${kind}.example`,
  });
  const port = yield* askValue({
    path: ["providers", kind, "port"],
    ...say.port(kind),
    schema: z.int().min(1).max(65_535),
    suggested: usual,
    read: (typed) => (/^\d+$/.test(typed.trim()) ? Number(typed) : typed),
    show: String,
  });
  const secretRef = yield* askText({
    path: ["providers", kind, "secretRef"],
    ...say.secretRef(kind),
    schema: z.string().refine(isNameOrNone, { error: "object-name" }),
    suggested: "",
    optional: true,
  });
  return { host, port: Number(port), ...(secretRef === "" ? {} : { secretRef }) };
}

const isNameOrNone = (text: string): boolean => text === "" || objectName.safeParse(text).success;
