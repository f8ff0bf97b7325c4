import { createHash } from "node:crypto";
import type { Received } from "./mailbox.ts";

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; }
  article { border-top: 1px solid; padding: 1rem 0; }
  h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0.5rem 0; }
  dt { font-weight: bold; }
  dd { margin: 0; overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
  input, button { font: inherit; padding: 0.25rem 0.5rem; }
`;

/** The headers of the page: nothing is loaded, nothing runs, and nobody may put it into a frame. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** The mailbox of development as a page: HTML 5, readable without a style and without a script. */
export function writeMailboxPage(messages: readonly Received[], to: string | undefined): string {
  const what = to === undefined ? "All e-mails" : `E-mails to ${to}`;
  const list = messages.map(writeMessage).join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox of development</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Mailbox of development</h1>
<p>These e-mails have gone nowhere else. They are kept until the server restarts.</p>
<form method="get">
<label for="to">Address</label>
<input id="to" name="to" type="email" autocomplete="off" value="${escapeText(to ?? "")}">
<button type="submit">Show</button>
</form>
<p role="status">${escapeText(what)}: ${messages.length}</p>
${list}</main>
</body>
</html>
`;
}

function writeMessage(message: Received): string {
  const facts = [
    ["From", message.fromName === "" ? message.from : `${message.fromName} <${message.from}>`],
    ["Reply to", message.replyTo.join(", ")],
    ["To", message.to.join(", ")],
    ["Copy", message.cc.join(", ")],
    ["Delivered to", message.envelope.to.join(", ")],
  ].filter(([, value]) => value !== "");
  const list = facts
    .map(([name = "", value = ""]) => `<dt>${name}</dt><dd>${escapeText(value)}</dd>`)
    .join("");
  const subject = message.subject === "" ? "(no title)" : message.subject;
  return `<article aria-labelledby="message-${message.id}">
<h2 id="message-${message.id}">${escapeText(subject)}</h2>
<p><time datetime="${message.receivedAt}">${message.receivedAt}</time></p>
<dl>${list}</dl>
<pre>${escapeText(message.text)}</pre>
</article>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
