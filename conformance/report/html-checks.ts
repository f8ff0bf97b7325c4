import { BLOCK_TITLES } from "../../charts/spi/index.ts";
import type { Exchange } from "../http.ts";
import type { CheckResult, PartReport, Report, Status } from "../result.ts";
import { countByStatus, STATUSES } from "./finding.ts";
import { count, escapeMarkup } from "./printable.ts";

/** What a page shows of a body, in characters; the JSON report has more. */
const SHOWN_BODY = 2048;

/** The counts by part and state, a filter that needs no script, and every check with what was sent and answered. */
export function renderChecks(report: Report): string {
  return `<section id="checks"><h2>What was checked</h2>
${renderCounts(report)}
${renderFilter()}
${report.parts.map(renderPart).join("\n")}
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

function renderPart({ part, owner, url, results }: PartReport): string {
  const about = [owner, url, count(results.length, "check")].filter((word) => word !== "").join(" · ");
  return `<h3>${escapeMarkup(part)} <small>${escapeMarkup(about)}</small></h3>
${results.length === 0 ? "<p>There is no suite for this part, or none of its checks was wanted.</p>" : results.map(renderCheck).join("\n")}`;
}

function renderCheck(result: CheckResult): string {
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
<div class="inside">${renderReason(reason)}<dl>${terms.join("")}</dl>${exchanges.map(renderExchange).join("\n")}</div></details>`;
}

/** What failed is to be read without a click, also on paper. */
export function isOpen(status: Status): boolean {
  return status === "failed" || status === "error";
}

/** The line of a check, story or step that is seen before it is opened. */
export function renderSummary(status: Status, title: string, aside: string): string {
  return `<summary><span class="state ${status}">${status}</span> <span>${escapeMarkup(title)}</span> <span class="aside">${escapeMarkup(aside)}</span></summary>`;
}

/** The reason as a paragraph, where there is one. */
export function renderReason(reason: string | undefined): string {
  return reason === undefined ? "" : `<p class="reason">${escapeMarkup(reason)}</p>`;
}

/** A request and its answer as they went over the wire, bodies cut. */
export function renderExchange(exchange: Exchange): string {
  const { method, url, requestHeaders, requestBody = "", status, headers, text, milliseconds } = exchange;
  const answer = status === 0 ? "No complete answer" : `Answer ${status}`;
  return `<p class="label">Request</p>${preformatted(`${method} ${url}`, requestHeaders, requestBody)}
<p class="label">${answer}, ${milliseconds} ms</p>${status === 0 ? "" : preformatted("", headers, text)}`;
}

function preformatted(first: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [...(first === "" ? [] : [first]), ...lines].join("\n");
  return `<pre>${escapeMarkup(body === "" ? head : `${head}\n\n${cut(body)}`)}</pre>`;
}

function cut(body: string): string {
  const rest = body.length - SHOWN_BODY;
  return rest > 0 ? `${body.slice(0, SHOWN_BODY)}\n… ${rest} more characters` : body;
}
