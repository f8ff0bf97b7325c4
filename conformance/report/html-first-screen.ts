import { BLOCK_TITLES } from "../../charts/spi/index.ts";
import type { PartReport, Report, Status, UseCaseReport } from "../result.ts";
import { countMissing } from "../verdict.ts";
import { countByStatus } from "./finding.ts";
import { MEANINGS } from "./meaning.ts";
import { count, enumerate, escapeMarkup, formatMoment } from "./printable.ts";

/** More than this do not fit on the first screen. */
const MOST_SHOWN = 3;

/** For someone who decides: what holds, what does not, what that means to people, what to do. No names of machines. */
export function renderFirstScreen(report: Report): string {
  const { country, startedAt, environment, verdict } = report;
  return `<header class="first ${verdict}">
<p class="masthead"><span>Conformance with GovStack</span> <span>${escapeMarkup(formatMoment(startedAt))}</span></p>
<p class="country">${escapeMarkup(country)} <small>${escapeMarkup(environment)} environment</small></p>
<h1>${escapeMarkup(sentence(verdictInWords(report)))}</h1>
<p class="totals">${escapeMarkup(totalsInWords(report))}</p>
<div class="answers">
<section><h2>${verdict === "passed" ? "What was examined" : "What is not in order"}</h2>${list(troubles(report))}</section>
<section><h2>What this means for people</h2>${list(meanings(report))}</section>
<section><h2>What to do next</h2>${list(nextSteps(report))}</section>
</div>
<nav class="contents" aria-label="Contents"><span>Below:</span>${contents(report)}</nav>
</header>`;
}

/** The verdict as a sentence. */
export function verdictInWords(report: Report): string {
  if (report.verdict === "passed") return "Everything that was examined behaves as GovStack specifies.";
  const parts = report.parts.filter(isTroubled).length;
  const services = report.useCases.filter(isTroubled).length;
  const found = [
    ...(parts > 0 ? [`${share(parts, report.parts.length, "part")} not behave as GovStack specifies`] : []),
    ...(services > 0 ? [`${share(services, report.useCases.length, "service")} not work`] : []),
  ];
  if (found.length > 0) return `${found.join(", and ")}.`;
  if (report.summary.passed === 0) return "Nothing was examined, so nothing can be said.";
  return "Too little was examined to say that all is in order.";
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `2 of 5 parts do`, `1 of 5 parts does`, `the one service does`. */
function share(some: number, all: number, word: string): string {
  if (all === 1) return `the one ${word} examined does`;
  return `${some} of ${count(all, word)} ${some === 1 ? "does" : "do"}`;
}

function contents({ notes, useCases, compliance }: Report): string {
  const sections = [
    ...(notes.length > 0 ? [["notes", "What to know about this run"]] : []),
    ["wiring", "How the parts are connected"],
    ...(useCases.length > 0 ? [["use-cases", "Services tried from end to end"]] : []),
    ...(compliance === undefined ? [] : [["compliance", "Compliance as GovStack counts it"]]),
    ["checks", "What was checked"],
  ];
  return sections.map(([id, words]) => ` <a href="#${id}">${words}</a>`).join("");
}

function totalsInWords({ summary, parts, useCases }: Report): string {
  const statements = parts.reduce((sum, part) => sum + part.results.length, 0);
  const stories = useCases.reduce((sum, useCase) => sum + useCase.results.length, 0);
  const examined = [
    count(statements, "statement"),
    ...(stories > 0 ? [count(stories, "story", "stories")] : []),
  ];
  const found = [
    `${summary.passed} in order`,
    `${summary.failed} not in order`,
    `${summary.skipped} not examined`,
    `${summary.error} undecided`,
  ];
  return `${enumerate(examined)} in this run: ${found.join(" · ")}`;
}

function isTroubled({ results }: { readonly results: readonly { readonly status: Status }[] }): boolean {
  const { failed, error } = countByStatus(results);
  return failed + error > 0;
}

function troubles(report: Report): string[] {
  const good = report.verdict === "passed";
  const shown = (one: PartReport | UseCaseReport) => good || isTroubled(one);
  const missing = countMissing(report);
  return [
    ...report.parts.filter(shown).map((part) => `${titleOf(part, report)}: ${stateOf(part.results)}`),
    ...report.useCases.filter(shown).map(({ title, results }) => `${title}: ${storyState(results)}`),
    ...(missing > 0 ? [`${count(missing, "required statement")} could not be examined`] : []),
  ];
}

function stateOf(results: PartReport["results"]): string {
  const { passed, failed, error, skipped } = countByStatus(results);
  if (failed > 0) return `${share(failed, results.length, "statement")} not hold`;
  if (error > 0) return `${count(error, "statement")} could not be decided`;
  if (passed === 0) return "not examined";
  const left = skipped > 0 ? `, ${skipped} not examined` : "";
  return `${count(passed, "statement")} ${passed === 1 ? "holds" : "hold"}${left}`;
}

function storyState(results: UseCaseReport["results"]): string {
  return isTroubled({ results }) ? "does not come to its end as it should" : "works from end to end";
}

/** Block and owner; the part's own name only where two would read the same, and then as words. */
function titleOf(part: PartReport, report: Report): string {
  const named = ({ block, owner }: PartReport) => BLOCK_TITLES[block] + (owner === "" ? "" : ` (${owner})`);
  const alike = report.parts.filter((other) => named(other) === named(part));
  return alike.length > 1 ? `${named(part)}, ${part.part.replaceAll("-", " ")}` : named(part);
}

function meanings(report: Report): string[] {
  if (report.verdict === "passed") {
    const services = report.useCases.map(({ story }) => `This works: ${story}`);
    return services.length > 0 ? services : ["Services can be built on what was examined."];
  }
  const broken = report.useCases.filter(isTroubled).map(({ story }) => `Not to be relied on today: ${story}`);
  const blocks = new Set(report.parts.filter(isTroubled).map(({ block }) => block));
  const found = [...broken, ...[...blocks].map((block) => MEANINGS[block])];
  return found.length > 0 ? found : ["Nobody can tell yet whether people will be served as they should."];
}

function nextSteps(report: Report): string[] {
  if (report.verdict === "passed") {
    return ["Keep this page as evidence.", "Examine again after every change and every new release."];
  }
  const owners = report.parts.filter(isTroubled).map(({ owner }) => owner);
  const responsible = [...new Set(owners.filter((owner) => owner !== ""))];
  if (report.parts.some(isTroubled) || report.useCases.some(isTroubled)) {
    const whom =
      responsible.length > 0 ? `those responsible (${enumerate(responsible)})` : "those responsible";
    return [
      `Give this page to ${whom}: below stands what was asked, what came back and why that is wrong.`,
      "Examine again once it is corrected.",
    ];
  }
  return ["See below why statements were not examined, remove the reason, and examine again."];
}

function list(items: readonly string[]): string {
  const more = items.length - MOST_SHOWN;
  const shown = more > 0 ? [...items.slice(0, MOST_SHOWN), `and ${more} more, below`] : items;
  return `<ul>${shown.map((item) => `<li>${escapeMarkup(item)}</li>`).join("")}</ul>`;
}
