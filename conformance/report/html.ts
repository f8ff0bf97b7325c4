import { createHash } from "node:crypto";
import type { Report } from "../result.ts";
import { renderChecks } from "./html-checks.ts";
import { renderCompliance } from "./html-compliance.ts";
import { collectExchanges } from "./html-exchanges.ts";
import { renderFirstScreen } from "./html-first-screen.ts";
import { SCRIPT } from "./html-script.ts";
import { STYLE } from "./html-style.ts";
import { renderUseCases } from "./html-use-cases.ts";
import { renderWiring } from "./html-wiring.ts";
import { escapeMarkup } from "./printable.ts";

/** Lets a browser fetch nothing, and run nothing but the page's own script, whatever a report may hold. */
const POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The report as one HTML page that needs no network, and a script only for what was sent where nothing failed. */
export function renderHtml(report: Report): string {
  const sent = collectExchanges();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${escapeMarkup(`Conformance of ${report.country}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${renderFirstScreen(report)}
<main>
${renderNotes(report)}
${renderWiring(report)}
${renderUseCases(report, sent)}
${renderCompliance(report)}
${renderChecks(report, sent)}
</main>
${renderFooter(report)}
${sent.renderPacked()}
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function renderNotes({ notes }: Report): string {
  if (notes.length === 0) return "";
  const items = notes.map((note) => `<li>${escapeMarkup(note)}</li>`).join("");
  return `<section id="notes"><h2>What to know about this run</h2><ul>${items}</ul></section>`;
}

function renderFooter({ tool, stack, engine, startedAt, milliseconds }: Report): string {
  const run = `stack ${stack}, engine ${engine}, started ${startedAt}, took ${(milliseconds / 1000).toFixed(1)} s`;
  return `<footer><p>Written by ${escapeMarkup(tool)}: ${escapeMarkup(run)}. Secrets and data of persons are covered by •••, followed by how long the covered text was.</p></footer>`;
}
