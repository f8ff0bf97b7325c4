import { type Block, type Capability, capabilityName, mediator } from "../../charts/spi/index.ts";
import { blockOfKind } from "../../profiles/capability-kinds.ts";
import type { Issue } from "../../profiles/issue.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { word } from "../messages/message.ts";
import { askPart } from "./ask-part.ts";
import { askProviders } from "./ask-providers.ts";
import type { Chosen, ChosenPart, Context } from "./chosen.ts";
import type { PartWish } from "./part-wish.ts";
import { askChoice, type Interview } from "./question.ts";
import { resolveChosen } from "./resolve-chosen.ts";
import { freeName } from "./slug.ts";
import { requirementsOf } from "./suggest-options.ts";

/**
 * Asks for what the chosen parts need and nothing offers: further parts, who serves the platform, and which of
 * several should. What the resolver says decides, round by round, since what is added may need something itself.
 */
export function* askNeeds(context: Context, before: Chosen): Interview<Chosen> {
  let chosen = before;
  const asked = new Set<string>();
  for (;;) {
    chosen = yield* askProviders(context, chosen, asked);
    const { issues } = resolveChosen(chosen, context, "profile", "");
    const next = issues.find((issue) => isRemediable(issue) && !asked.has(word(issue.params, "capability")));
    if (next === undefined) return chosen;
    asked.add(word(next.params, "capability"));
    chosen = yield* next.code === "CS1302" ? askWhich(chosen, next) : askMissing(context, chosen, next);
  }
}

/** Missing and ambiguous capabilities have a remedy here; that there may be one mediator only has none. */
function isRemediable({ code, params }: Issue): boolean {
  return code === "CS1301" || (code === "CS1302" && params["only"] === undefined);
}

function* askWhich(chosen: Chosen, { params }: Issue): Interview<Chosen> {
  const capability = word(params, "capability");
  const candidates = params["candidates"] as readonly string[];
  const part = yield* askChoice({
    path: ["uses", capability],
    ...say.which(capability, word(params, "part")),
    choices: candidates.map((name) => ({ value: name, name, about: productOf(chosen.parts, name) })),
    suggested: candidates[0],
  });
  return { ...chosen, uses: { ...chosen.uses, [capability]: part } };
}

function productOf(parts: readonly ChosenPart[], name: string): string {
  return parts.find((part) => part.name === name)?.product.title ?? "";
}

function* askMissing(context: Context, chosen: Chosen, { params }: Issue): Interview<Chosen> {
  const asker = chosen.parts.find(({ name }) => name === word(params, "part"));
  const need = asker === undefined ? undefined : needOf(asker, word(params, "capability"));
  const block = need === undefined ? undefined : blockOfKind(need.kind);
  if (asker === undefined || need === undefined || block === undefined) return chosen;
  const wish = wishFor(block, need, asker.name, chosen.parts);
  const part = yield* askPart(context, chosen.frame, chosen.organizations, wish);
  return part === undefined ? chosen : { ...chosen, parts: [...chosen.parts, part] };
}

function needOf({ product, options }: ChosenPart, capability: string): Capability | undefined {
  // Whoever talks through the mediator needs it, without saying so.
  if (capability === capabilityName(mediator())) return mediator();
  return requirementsOf(product, options).find((need) => capabilityName(need) === capability);
}

function wishFor(block: Block, need: Capability, neededBy: string, parts: readonly ChosenPart[]): PartWish {
  const name = freeName(
    block,
    parts.map((part) => part.name),
  );
  return { name, block, wanted: [need], neededBy };
}
