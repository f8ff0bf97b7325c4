import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Session } from "./sessions.ts";

/** Text of a page in which everything that came from elsewhere is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page is made of. */
export interface Page {
  readonly title: string;
  readonly session: Session;
  readonly nonce: string;
  readonly country: string;
  readonly ministry: string;
  readonly content: Html;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #6e7781; --strong: #0b4f9e; --on: #ffffff; --good: #116329; --bad: #a40e26; --soft: #f0f3f6; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f3f6; --paper: #12161c; --line: #8b949e; --strong: #79b8ff; --on: #0b1420; --good: #7ee2a0; --bad: #ff9aa5; --soft: #1f2630; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: baseline; border-bottom: 1px solid var(--line); }
header p { margin: 0; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: 1rem; margin: 0; padding: 0; list-style: none; }
a { color: var(--strong); }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.2rem; margin: 1.5rem 0 0.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.25rem; }
dt { font-weight: 600; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); }
.wide { overflow-x: auto; }
button, .button { display: inline-block; font: inherit; padding: 0.4rem 0.9rem; border: 1px solid var(--strong); border-radius: 0.25rem; background: var(--strong); color: var(--on); text-decoration: none; white-space: nowrap; cursor: pointer; }
button.plain { background: transparent; color: var(--strong); }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
ol.steps > li { margin: 0 0 0.75rem; }
code { font: 0.9em/1.4 ui-monospace, monospace; background: var(--soft); padding: 0 0.25rem; overflow-wrap: anywhere; }
.done { color: var(--good); font-weight: 600; }
.refused { color: var(--bad); font-weight: 600; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: 0.5rem; }
`;

/** A whole page: HTML5, without scripts, usable with a keyboard alone. */
export function renderPage({ title, session, nonce, country, ministry, content }: Page): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${ministry}</title>
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p>${ministry}, ${country}</p>
${session.officer === undefined ? "" : menu(session)}
</header>
<main id="content">
<h1>${title}</h1>
${content}
</main>
<footer><p>A demonstration of country-stack: people, money and ministries are fictional.</p></footer>
</body>
</html>`;
}

function menu({ officer, csrf }: Session): Html {
  return html`<nav aria-label="Main"><ul>
<li><a href="/candidates">Candidates</a></li>
<li><a href="/beneficiaries">Beneficiaries</a></li>
</ul></nav>
<form method="post" action="/sign-out">
<span>Signed in as ${officer?.name}</span>
<input type="hidden" name="csrf" value="${csrf}">
<button class="plain">Sign out</button>
</form>`;
}
