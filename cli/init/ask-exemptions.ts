import type { Environment, Exemption, Need } from "../../charts/spi/index.ts";
import { day, words } from "../../profiles/formats.ts";
import { initTalk as say } from "../messages/init-en.ts";
import type { Chosen } from "./chosen.ts";
import { askChoice, askText, type Interview } from "./question.ts";
import type { InstalledPart } from "./resolve-chosen.ts";

/** A deviation from the rules that a part cannot do without; `match` is as in a profile's exemptions. */
export interface NeededExemption {
  readonly rule: string;
  readonly match: string;
  /** The product's own reason; nothing where it is for the country to give one. */
  readonly reason?: string;
}

/** For how long an exemption is suggested to hold. */
const MONTHS = 6;

/** The exemptions that the parts need. Development grants them by itself; elsewhere the profile has to. */
export function neededExemptions(
  parts: readonly InstalledPart[],
  environment: Environment,
): readonly NeededExemption[] {
  return parts
    .filter(({ url }) => url === undefined)
    .flatMap(({ name, product }) => {
      const isOurs = environment === "production" && product.reference !== undefined;
      const needs = exemptionsOf(name, product.needs);
      return isOurs ? [{ rule: "reference-in-production", match: name }, ...needs] : needs;
    });
}

/** One exemption for what deviates from the same rule in the same place, with all its reasons. */
function exemptionsOf(part: string, needs: readonly Need[]): NeededExemption[] {
  const all = new Map<string, NeededExemption>();
  for (const { rule, workload, reason } of needs) {
    const match = `${part}/${workload}`;
    const known = all.get(`${rule} ${match}`)?.reason;
    const reasons = known === undefined ? reason : `${known}; ${reason}`;
    all.set(`${rule} ${match}`, { rule, match, reason: reasons });
  }
  return [...all.values()];
}

/** Asks whether the profile grants what its parts need. Nobody is asked where development grants it. */
export function* askExemptions(
  { frame, organizations }: Chosen,
  needed: readonly NeededExemption[],
  today: string,
): Interview<readonly Exemption[]> {
  if (frame.environment === "development" || needed.length === 0) return [];
  const details = needed.map(detailOf).join("\n");
  const grant = yield* askChoice({
    path: ["exemptions", "grant"],
    ...say.grant(
      needed.map(({ rule, match }) => `${match} (${rule})`),
      [...new Set(needed.map(({ match }) => match.split("/")[0] ?? ""))],
      frame.environment,
    ),
    choices: [
      { value: "no", ...say.grantNo, details },
      { value: "yes", ...say.grantYes, details },
    ],
    suggested: "no",
  });
  if (grant === "no") return [];
  const needsReason = needed.some((each) => each.reason === undefined);
  const reason = needsReason ? yield* askReason() : "";
  const owner = yield* askText({
    path: ["exemptions", "owner"],
    ...say.exemptionOwner,
    schema: words,
    suggested: organizations[0]?.name,
  });
  const expires = yield* askText({
    path: ["exemptions", "expires"],
    ...say.exemptionExpires,
    schema: day.refine((date) => date >= today, { error: say.dayIsOver }),
    suggested: monthsAfter(today, MONTHS),
  });
  return needed.map((each) => ({
    rule: each.rule,
    match: each.match,
    reason: each.reason ?? reason,
    owner,
    expires,
  }));
}

function detailOf({ rule, match, reason }: NeededExemption): string {
  return `${match}: ${rule}${reason === undefined ? "" : `, because ${reason}`}`;
}

function askReason(): Interview<string> {
  return askText({ path: ["exemptions", "reason"], ...say.exemptionReason, schema: words, example: "…" });
}

/** The day some months later; the month's last where it has no such day. */
function monthsAfter(today: string, months: number): string {
  const [year = 0, month = 1, date = 1] = today.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const then = new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)));
  return then.toISOString().slice(0, 10);
}
