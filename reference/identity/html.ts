import { createHash } from "node:crypto";
import type { Answer } from "../operation.ts";

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--line:#5c5c5c;--act:#0b4f8a;--on:#fff;--warn:#9b1c1c}
@media (prefers-color-scheme:dark){:root{--ink:#f2f2f2;--paper:#161616;--line:#a8a8a8;--act:#8fc4f5;--on:#0b1620;--warn:#ffb4b4}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.5 system-ui,sans-serif}
main{max-width:32rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.6rem;line-height:1.25}
label{display:block;font-weight:600;margin-top:1rem}
fieldset{border:1px solid var(--line);border-radius:.25rem;margin:1rem 0;padding:.5rem 1rem 1rem}
fieldset label{font-weight:400;margin-top:.5rem}
input[type=text]{width:100%;font:inherit;padding:.6rem;border:2px solid var(--line);border-radius:.25rem;background:var(--paper);color:var(--ink)}
input[type=checkbox]{width:1.25rem;height:1.25rem;vertical-align:-.2rem;margin-right:.5rem}
button{font:inherit;margin:1.25rem .5rem 0 0;padding:.6rem 1.2rem;border:2px solid var(--act);border-radius:.25rem;background:var(--act);color:var(--on);cursor:pointer}
button.other{background:transparent;color:var(--act)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
.hint{color:var(--ink);font-size:1rem;margin:.25rem 0 .5rem}
.error{border-left:.3rem solid var(--warn);padding:.25rem .75rem;color:var(--warn);font-weight:600}
output{font-size:1.4rem;letter-spacing:.1em;font-weight:600;overflow-wrap:anywhere}
`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** Text that is safe in HTML already. */
export interface Html {
  readonly html: string;
}

/** Makes HTML; what is put in is escaped unless it is {@link Html}. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  const parts = strings.map(
    (text, index) => text + (index < values.length ? textOf(values[index] ?? "") : ""),
  );
  return { html: parts.join("") };
}

/** A whole page. No script, nothing from elsewhere; forms go to this server, and from there to `returnTo`. */
export function page(
  title: string,
  body: Html,
  options: { readonly status?: number; readonly returnTo?: string | undefined } = {},
): Answer & { readonly body: string } {
  const text = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body.html}
</main>
</body>
</html>
`;
  return {
    status: options.status ?? 200,
    body: text,
    contentType: "text/html; charset=utf-8",
    headers: pageHeaders(options.returnTo),
  };
}

/** The headers of a page. Browsers follow a form's redirects only to where its policy lets them. */
export function pageHeaders(returnTo?: string): Record<string, string> {
  const target = returnTo === undefined ? null : URL.parse(returnTo);
  const place = target === null ? "" : ` ${target.origin === "null" ? target.protocol : target.origin}`;
  return {
    "Cache-Control": "no-store",
    "Content-Security-Policy": [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
      `form-action 'self'${place}`,
    ].join("; "),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  };
}

function textOf(value: string | Html | readonly Html[]): string {
  if (typeof value === "string") return escapeHtml(value);
  return "html" in value ? value.html : value.map((one) => one.html).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
