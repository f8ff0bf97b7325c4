/** Elements that end a line. */
const BREAKS = new Set(["br", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "hr"]);
/** Elements whose text nobody sees. */
const HIDDEN = new Set(["script", "style", "head", "template"]);
const NAMES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * The lines of text that HTML shows, without its markup. Nothing of it is run or fetched, and it is read once from
 * its beginning to its end, whatever stands in it.
 */
export function textOfHtml(html: string): string[] {
  return showText(html)
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => decode(name) ?? whole)
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}

function showText(html: string): string {
  let shown = "";
  // What ends the hidden element that the text is in.
  let end: string | undefined;
  for (const { text, tag } of piecesOf(html)) {
    if (end === undefined) shown += `${text}${BREAKS.has(tag.replace("/", "")) ? "\n" : " "}`;
    if (tag === end) end = undefined;
    else if (HIDDEN.has(tag)) end ??= `/${tag}`;
  }
  return shown;
}

interface Piece {
  readonly text: string;
  /** The name of the tag behind the text, `/p` for an end; empty behind the last. */
  readonly tag: string;
}

function* piecesOf(html: string): Generator<Piece> {
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    const close = open < 0 ? -1 : html.indexOf(">", open);
    const text = html.slice(at, open < 0 ? html.length : open);
    const [name = ""] =
      /^\/?[a-z0-9]*/i.exec(close < 0 ? "" : html.slice(open + 1, close).slice(0, 20)) ?? [];
    yield { text, tag: name.toLowerCase() };
    at = close < 0 ? html.length : close + 1;
  }
}

function decode(name: string): string | undefined {
  if (!name.startsWith("#")) return NAMES[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
