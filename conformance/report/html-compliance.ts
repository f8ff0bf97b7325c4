import { BLOCK_TITLES, type Block } from "../../charts/spi/index.ts";
import type {
  ApiResult,
  AssessedRequirement,
  Compliance,
  RequirementState,
  StateCounts,
} from "../compliance/compliance.ts";
import type { Report, Status } from "../result.ts";
import { count, escapeMarkup } from "./printable.ts";

/** The colours of the states are those of results that mean as much. */
const LOOKS: Readonly<Record<RequirementState, Status>> = {
  met: "passed",
  "not met": "failed",
  attest: "error",
  "not assessed": "skipped",
};

const WORDS: Readonly<Record<RequirementState, string>> = {
  met: "met",
  "not met": "not met",
  attest: "to attest",
  "not assessed": "not assessed",
};

/** The run as GovStack counts it: figures by block, requirements with their evidence; nothing where nobody counted. */
export function renderCompliance({ compliance }: Report): string {
  if (compliance === undefined) return "";
  return `<section id="compliance"><h2>Compliance as GovStack counts it</h2>
<p>${escapeMarkup(requiredInWords(compliance.required))} ${escapeMarkup(recommendedInWords(compliance.recommended))}</p>
${renderApi(compliance.api)}
${renderRequirements("What GovStack requires", compliance, "REQUIRED")}
${renderRequirements("What GovStack recommends", compliance, "RECOMMENDED")}
</section>`;
}

/** One REQUIRED requirement that is not met, and a country is not compliant. */
export function requiredInWords(required: StateCounts): string {
  const { met, "not met": notMet, attest, "not assessed": open } = required;
  const all = met + notMet + attest + open;
  const verdict = verdictOf(required);
  return `${verdict}: of ${count(all, "required requirement")}, ${met} met, ${notMet} not met, ${attest} for a person to attest, ${open} not assessed.`;
}

function verdictOf({ "not met": notMet, attest, "not assessed": open, met }: StateCounts): string {
  if (notMet > 0) return "Not compliant";
  return attest + open > 0 || met === 0 ? "Not decided" : "Compliant";
}

/** Those RECOMMENDED count as a proportion. */
export function recommendedInWords({
  met,
  "not met": notMet,
  attest,
  "not assessed": open,
}: StateCounts): string {
  return `Of ${met + notMet + attest + open} recommended, ${met} met and ${notMet} not.`;
}

function renderApi(api: readonly ApiResult[]): string {
  if (api.length === 0) return "<p>No block's interface was asked.</p>";
  const rows = api.map(({ block, product, passed, failed, skipped, compatibility }) => {
    const words = [BLOCK_TITLES[block], product].map((cell) => `<td>${escapeMarkup(cell)}</td>`);
    const figures = [passed, failed, skipped, compatibility?.toFixed(4) ?? "none"];
    return `<tr>${words.join("")}${figures.map((cell) => `<td class="number">${cell}</td>`).join("")}</tr>`;
  });
  const head = ["Block", "Product", "Passed", "Failed", "Not counted", "Compatibility"];
  const cells = head.map(
    (word, index) => `<th scope="col"${index > 1 ? ' class="number"' : ""}>${word}</th>`,
  );
  return `<div class="scroll"><table><caption>Interfaces: passed / (passed + failed), of this tool's checks</caption>
<thead><tr>${cells.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function renderRequirements(
  title: string,
  { requirements }: Compliance,
  level: AssessedRequirement["level"],
): string {
  const own = requirements.filter((one) => one.level === level);
  if (own.length === 0) return "";
  return `<h3>${title}</h3>\n${own.map(renderRequirement).join("\n")}`;
}

function renderRequirement({ id, text, state, block, evidence, question }: AssessedRequirement): string {
  const aside = block === undefined ? id : `${BLOCK_TITLES[block]} · ${id}`;
  const proofs = evidence.map((proof) => {
    const where = proof.block === undefined ? "" : `${BLOCK_TITLES[proof.block as Block]}: `;
    return `<li>${escapeMarkup(`${where}${proof.outcome === "absent" ? "not seen: " : ""}${proof.text}`)}</li>`;
  });
  const seen = proofs.length === 0 ? "" : `<ul>${proofs.join("")}</ul>`;
  const asked =
    question === undefined ? "" : `<p class="reason">To be attested: ${escapeMarkup(question)}</p>`;
  return `<details class="requirement"${state === "not met" ? " open" : ""}><summary><span class="state ${LOOKS[state]}">${WORDS[state]}</span> <span>${escapeMarkup(text)}</span> <span class="aside">${escapeMarkup(aside)}</span></summary>
<div class="inside">${seen}${asked}</div></details>`;
}
