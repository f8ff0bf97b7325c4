import { BLOCK_TITLES } from "../../charts/spi/index.ts";
import { STYLE } from "../../conformance/report/html-style.ts";
import { escapeMarkup } from "../../conformance/report/printable.ts";
import { say } from "../messages/talk-en.ts";
import { type ComparisonRow, rowsOf } from "./comparison-rows.ts";
import type { Comparison } from "./describe-comparison.ts";

const { compare: words } = say;

/** Lets a browser fetch and run nothing. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Products side by side need a wider page than a report. */
const OWN_STYLE = `header.first,main,footer{max-width:none}.first{min-height:0}.first h1{border-color:var(--accent)}
td,th{padding-right:1.5rem;min-width:14rem;overflow-wrap:anywhere}th[scope=row]{min-width:9rem;white-space:nowrap;position:sticky;left:0;background:var(--paper)}
td ul{list-style:none;padding:0}`;

/** The comparison as one HTML page that needs no script and no network; everything in it is escaped. */
export function renderComparison(comparison: Comparison, tool: string): string {
  const title = escapeMarkup(words.title(comparison.block));
  const heads = comparison.products.map(({ product }) => `<th scope="col">${escapeMarkup(product)}</th>`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}${OWN_STYLE}</style>
</head>
<body>
<header class="first">
<p class="masthead"><span>${escapeMarkup(words.masthead)}</span></p>
<h1>${escapeMarkup(BLOCK_TITLES[comparison.block])}</h1>
<p class="totals">${escapeMarkup(words.standing)}</p>
</header>
<main>
<div class="scroll"><table>
<thead><tr><th scope="col"></th>${heads.join("")}</tr></thead>
<tbody>
${rowsOf(comparison, true).map(renderRow).join("\n")}
</tbody>
</table></div>
</main>
<footer><p>${escapeMarkup(words.writtenBy(tool))}</p></footer>
</body>
</html>
`;
}

function renderRow({ name, cells }: ComparisonRow): string {
  return `<tr><th scope="row">${escapeMarkup(name)}</th>${cells.map(renderCell).join("")}</tr>`;
}

function renderCell(texts: readonly string[]): string {
  const [only, ...more] = texts;
  if (more.length === 0) return `<td>${escapeMarkup(only ?? "")}</td>`;
  return `<td><ul>${texts.map((text) => `<li>${escapeMarkup(text)}</li>`).join("")}</ul></td>`;
}
