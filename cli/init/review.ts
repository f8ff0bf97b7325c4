import type { Environment, Size } from "../../charts/spi/index.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../constructs/quantity.ts";
import { isExempt } from "../../profiles/exemptions.ts";
import type { Issue } from "../../profiles/issue.ts";
import { neededExemptions } from "./ask-exemptions.ts";
import type { Chosen, Context } from "./chosen.ts";
import { installedParts, resolveChosen, wholeStack } from "./resolve-chosen.ts";

/** A part as the review shows it; amounts are those of the chosen size, nothing where it runs elsewhere. */
export interface ReviewedPart {
  readonly part: string;
  readonly product: string;
  readonly owner: string;
  readonly cpu: string;
  readonly memory: string;
  readonly storage: string;
  readonly elsewhere: boolean;
}

/** A deviation that a part needs, and whether it may have it. */
export interface ReviewedExemption {
  readonly rule: string;
  readonly match: string;
  readonly state: "granted" | "development" | "needed";
}

/** What comes of the answers, before it is written. */
export interface Review {
  readonly name: string;
  readonly country: string;
  readonly environment: Environment;
  readonly size: Size;
  /** The profile's text. */
  readonly text: string;
  readonly sources: ReadonlyMap<string, string>;
  readonly parts: readonly ReviewedPart[];
  readonly total: { readonly cpu: string; readonly memory: string; readonly storage: string };
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly via: string;
    readonly reason: string;
  }[];
  readonly exemptions: readonly ReviewedExemption[];
  /** All that is wrong with the profile; without an error it is valid. */
  readonly issues: readonly Issue[];
  readonly isValid: boolean;
  /** Whether this machine alone can run all that is not elsewhere. */
  readonly runsLocally: boolean;
}

/** Writes the profile and looks at it as the commands will. `file` and `schema` are paths for its text. */
export function reviewChosen(chosen: Chosen, context: Context, file: string, schema: string): Review {
  const { frame } = chosen;
  const { text, sources, stack, issues } = resolveChosen(chosen, context, file, schema);
  const whole = wholeStack(chosen, context);
  const installed = installedParts(whole, chosen);
  const shown = installed.map(({ name, product, owner, url }) => ({
    part: name,
    product: product.id,
    owner,
    elsewhere: url !== undefined,
    amounts: amountsOf(url === undefined ? product.footprint[frame.size] : NOTHING),
  }));
  const total = shown.map(({ amounts }) => amounts).reduce(add, amountsOf(NOTHING));
  return {
    name: frame.name,
    country: frame.country.name,
    environment: frame.environment,
    size: frame.size,
    text,
    sources,
    parts: shown.map(({ amounts, ...part }) => ({ ...part, ...format(amounts) })),
    total: format(total),
    links: (whole?.links ?? []).map(({ from, to, via, reason }) => ({ from, to, via, reason })),
    exemptions: neededExemptions(installed, frame.environment).map(({ rule, match }) => ({
      rule,
      match,
      state: stateOf(chosen, rule, match),
    })),
    issues,
    isValid: stack !== undefined,
    runsLocally: installed.every(({ product, url }) => url !== undefined || product.reference !== undefined),
  };
}

function stateOf({ frame, exemptions }: Chosen, rule: string, match: string): ReviewedExemption["state"] {
  if (frame.environment === "development") return "development";
  return exemptions.some((exemption) => isExempt(exemption, rule, match)) ? "granted" : "needed";
}

interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
}

const NOTHING = { cpu: "0", memory: "0", storage: "0" };

const amountsOf = ({ cpu, memory, storage }: typeof NOTHING): Amounts => ({
  cpu: parseCpu(cpu),
  memory: parseBytes(memory),
  storage: parseBytes(storage),
});

const add = (a: Amounts, b: Amounts): Amounts => ({
  cpu: a.cpu + b.cpu,
  memory: a.memory + b.memory,
  storage: a.storage + b.storage,
});

const format = ({ cpu, memory, storage }: Amounts) => ({
  cpu: formatCpu(cpu),
  memory: formatBytes(memory),
  storage: formatBytes(storage),
});
