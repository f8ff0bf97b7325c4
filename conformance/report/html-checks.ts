import { BLOCK_TITLES } from "../../charts/spi/index.ts";
import type { CheckResult, PartReport, Report, Status } from "../result.ts";
import { countByStatus, STATUSES } from "./finding.ts";
import { type Exchanges, isOpen } from "./html-exchanges.ts";
import { count, escapeMarkup } from "./printable.ts";

/** The counts by part and state, a filter that needs no script, and every check with what was sent and answered. */
export function renderChecks(report: Report, sent: Exchanges): string {
  return `<section id="checks"><h2>What was checked</h2>
${renderCounts(report)}
${renderFilter()}
${report.parts.map((part) => renderPart(part, sent)).join("\n")}
</section>`;
}

function renderCounts(report: Report): string {
  const head = ["Part", "Block", "Product", ...STATUSES.map((status) => status)];
  const rows = report.parts.map(({ part, block, product, results }) => {
    const counts = countByStatus(results);
    const words = [part, BLOCK_TITLES[block], product].map((cell) => `<td>${escapeMarkup(cell)}</td>`);
    return `<tr>${words.join("")}${STATUSES.map((status) => numberCell(counts[status])).join("")}</tr>`;
  });
  const cells = head.map(
    (cell, index) => `<th scope="col"${index > 2 ? ' class="number"' : ""}>${cell}</th>`,
  );
  return `<div class="scroll"><table><caption>Checks by part and result</caption>
<thead><tr>${cells.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function numberCell(number: number): string {
  return `<td class="number">${number}</td>`;
}

function renderFilter(): string {
  const choice = (status: string, checked: boolean) =>
    `<span><input type="radio" name="only" id="only-${status}"${checked ? " checked" : ""}> <label for="only-${status}">${status}</label></span>`;
  const choices = [
    choice("all", true),
    ...["failed", "error", "skipped", "passed"].map((one) => choice(one, false)),
  ];
  return `<fieldset><legend>Show</legend>${choices.join("")}</fieldset>`;
}

function renderPart({ part, owner, url, results }: PartReport, sent: Exchanges): string {
  const about = [owner, url, count(results.length, "check")].filter((word) => word !== "").join(" · ");
  return `<h3>${escapeMarkup(part)} <small>${escapeMarkup(about)}</small></h3>
${results.length === 0 ? "<p>There is no suite for this part, or none of its checks was wanted.</p>" : results.map((result) => renderCheck(result, sent)).join("\n")}`;
}

function renderCheck(result: CheckResult, sent: Exchanges): string {
  const { status, level, title, section, operation, check, effect, kind, reason, exchanges, omitted } =
    result;
  const facts = {
    Section: section,
    Operation: operation,
    Check: check,
    Level: level,
    Kind: `${kind}, ${effect}`,
    ...(omitted === undefined ? {} : { "Not kept": `${count(omitted, "other request")} of this check` }),
  };
  const terms = Object.entries(facts).map(([term, text]) => `<dt>${term}</dt><dd>${escapeMarkup(text)}</dd>`);
  return `<details class="check ${status}"${isOpen(status) ? " open" : ""}>${renderSummary(status, title, `${level} · ${result.milliseconds} ms`)}
<div class="inside">${renderReason(reason)}<dl>${terms.join("")}</dl>${sent.render(status, exchanges)}</div></details>`;
}

/** The line of a check, story or step that is seen before it is opened. */
export function renderSummary(status: Status, title: string, aside: string): string {
  return `<summary><span class="state ${status}">${status}</span> <span>${escapeMarkup(title)}</span> <span class="aside">${escapeMarkup(aside)}</span></summary>`;
}

/** The reason as a paragraph, where there is one. */
export function renderReason(reason: string | undefined): string {
  return reason === undefined ? "" : `<p class="reason">${escapeMarkup(reason)}</p>`;
}
