/** A field of a form. Of a button `value` is what it sends. */
export interface FormField {
  readonly name: string;
  readonly value: string;
  /** In lower case; `submit` for a button that says nothing else. */
  readonly type: string;
  readonly autocomplete: string;
  readonly checked: boolean;
}

/** A form of a page, as a browser knows it. */
export interface HtmlForm {
  readonly method: "GET" | "POST";
  /** As it is written; empty where the form goes to its own page. */
  readonly action: string;
  readonly fields: readonly FormField[];
}

const FORM = /<form\b([^>]*)>([\s\S]*?)<\/form>/gi;
const FIELD = /<(input|button|textarea|select)\b([^>]*)>/gi;
const ATTRIBUTE = /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The forms of a page that works without scripts, in their order; none where scripts make them. */
export function formsIn(html: string): HtmlForm[] {
  const visible = html.replace(/<!--[\s\S]*?-->/g, "");
  return [...visible.matchAll(FORM)].map(([, head = "", inside = ""]) => {
    const { method = "", action = "" } = attributesOf(head);
    const fields = [...inside.matchAll(FIELD)].map(([, tag = "", text = ""]) => fieldOf(tag, text));
    return { method: method.toUpperCase() === "POST" ? "POST" : "GET", action, fields };
  });
}

function fieldOf(tag: string, text: string): FormField {
  const attributes = attributesOf(text);
  const { name = "", autocomplete = "" } = attributes;
  const usual = tag.toLowerCase() === "button" ? "submit" : "text";
  const type = (attributes["type"] ?? usual).toLowerCase();
  // A box that is ticked and says nothing else sends this.
  const value = attributes["value"] ?? (type === "checkbox" ? "on" : "");
  return { name, value, type, autocomplete: autocomplete.toLowerCase(), checked: "checked" in attributes };
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = "", double, single, bare]) => [
      name.toLowerCase(),
      decodeEntities(double ?? single ?? bare ?? ""),
    ]),
  );
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[String(name).toLowerCase()] ?? whole;
  });
}
