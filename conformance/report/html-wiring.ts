import { BLOCK_TITLES } from "../../charts/spi/index.ts";
import type { PartReport, Report, Wire } from "../result.ts";
import { countByStatus } from "./finding.ts";
import { escapeMarkup } from "./printable.ts";
import { type Box, layOut, routeWires } from "./wiring-layout.ts";

/** The parts around the mediator, the wires between them, and the same as a table for those who cannot see it. */
export function renderWiring(report: Report): string {
  const layout = layOut(report);
  const size = `viewBox="0 0 ${layout.width} ${layout.height}"`;
  const boxes = [...layout.boxes.values()].map((box) => renderBox(box, report.parts));
  return `<section id="wiring"><h2>How the parts are connected</h2>
<div class="scroll"><svg ${size} role="group" aria-label="The parts and their connections">
<defs>${marker("arrow", "")}${marker("arrow-direct", "quiet")}</defs>
${routeWires(report.wires, layout).map(renderWire).join("\n")}
${boxes.join("\n")}
</svg></div>
${report.wires.length === 0 ? "<p>No connection between the parts is known to this run.</p>" : renderTable(report.wires)}
</section>`;
}

function marker(id: string, className: string): string {
  const size = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"';
  return `<marker id="${id}" class="${className}" ${size}><path d="M0 0L8 4L0 8z"/></marker>`;
}

function renderWire({ wire, paths }: { readonly wire: Wire; readonly paths: readonly string[] }): string {
  const direct = wire.via === "direct";
  const drawn = paths.map((path, index) => {
    const end = index === paths.length - 1 ? ` marker-end="url(#${direct ? "arrow-direct" : "arrow"})"` : "";
    return `<path class="${direct ? "direct" : "mediated"}" d="${path}"${end}/>`;
  });
  return `<g class="wire"><title>${escapeMarkup(titleOf(wire))}</title><desc>${escapeMarkup(wire.reason)}</desc>${drawn.join("")}</g>`;
}

function titleOf({ from, to, via }: Wire): string {
  return `${from} to ${to}, ${via === "direct" ? "directly" : "through the mediator"}`;
}

function renderBox({ name, x, y, width, height, centre }: Box, parts: readonly PartReport[]): string {
  const part = parts.find((candidate) => candidate.part === name);
  const state = part === undefined ? { className: "unknown", words: "not checked" } : stateOf(part);
  const middle = x + width / 2;
  const text = (offset: number, words: string, className: string) =>
    `<text class="${className}" x="${middle}" y="${y + offset}" text-anchor="middle">${escapeMarkup(shorten(words))}</text>`;
  const top = height / 2 - 12;
  return `<g><title>${escapeMarkup(`${name}: ${state.words}`)}</title>
<rect class="${state.className}${centre ? " centre" : ""}" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>
${text(top, name, "name")}${text(top + 18, part === undefined ? "" : BLOCK_TITLES[part.block], "small")}${text(top + 34, state.words, "small")}</g>`;
}

function stateOf({ results }: PartReport): { readonly className: string; readonly words: string } {
  const { passed, failed, error } = countByStatus(results);
  if (failed + error > 0) return { className: "failed", words: `${failed} failed, ${error} in error` };
  if (passed > 0) return { className: "passed", words: `${passed} of ${results.length} passed` };
  return { className: "unknown", words: "not checked" };
}

function shorten(text: string): string {
  return text.length <= 26 ? text : `${text.slice(0, 25)}…`;
}

function renderTable(wires: readonly Wire[]): string {
  const rows = wires.map(({ from, to, via, reason }) => {
    const cells = [from, to, via === "direct" ? "directly" : "through the mediator", reason];
    return `<tr>${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join("")}</tr>`;
  });
  return `<div class="scroll"><table><caption>Dashed lines are direct connections.</caption>
<thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">How</th><th scope="col">Why</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}
