import type { Exemption, Part } from "../charts/spi/index.ts";
import { errorAt, warningAt } from "./issue.ts";
import type { Resolving } from "./resolving.ts";

/** The rule that reference products are not for production. */
const REFERENCE_IN_PRODUCTION = "reference-in-production";

/**
 * Tells whether an exemption is about a rule and a target, `PART` or `PART/WORKLOAD`. In its `match` a `*` stands
 * for any text, and a part's name alone for all of its workloads. The date is not looked at.
 */
export function isExempt(exemption: Exemption, rule: string, target: string): boolean {
  return exemption.rule === rule && (glob(exemption.match, target) || glob(`${exemption.match}/*`, target));
}

function glob(pattern: string, text: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (!text.startsWith(head)) return false;
  if (rest.length === 0) return text === head;
  let left = text.slice(head.length);
  const tail = rest.pop() ?? "";
  for (const piece of rest) {
    const found = left.indexOf(piece);
    if (found === -1) return false;
    left = left.slice(found + piece.length);
  }
  return left.endsWith(tail);
}

/** Reports exemptions that have ended, and what production needs one for. `today` is a date, YYYY-MM-DD. */
export function checkExemptions(resolving: Resolving, parts: readonly Part[], today: string): void {
  const { loaded, report } = resolving;
  loaded.value.exemptions.forEach(({ rule, match, owner, expires }, index) => {
    // Dates in this form compare as text.
    if (expires >= today) return;
    const params = { rule, match, owner, expires, today };
    report(errorAt("CS1501", params, loaded.spanOf(["exemptions", index, "expires"])));
  });
  if (loaded.value.environment !== "production") return;
  for (const part of parts) checkReference(part, resolving);
  for (const part of Object.keys(loaded.value.seeds)) {
    report(warningAt("CS1503", { part }, loaded.keySpanOf(["seeds", part])));
  }
}

/** An exemption that has ended is reported as such already, and counts here. */
function checkReference(part: Part, { loaded, report }: Resolving): void {
  if (part.product.reference === undefined || part.external !== undefined) return;
  const granted = loaded.value.exemptions.some((each) => isExempt(each, REFERENCE_IN_PRODUCTION, part.name));
  if (granted) return;
  const params = { part: part.name, product: part.product.id, rule: REFERENCE_IN_PRODUCTION };
  report(errorAt("CS1502", params, part.at));
}
