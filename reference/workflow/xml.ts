import { ProcessTrouble } from "./trouble.ts";
import { readAttributes, readCharacters } from "./xml-text.ts";

/** An element, as a person finds it again. */
export interface XmlElement {
  /** The namespace's URI; empty where there is none. */
  readonly namespace: string;
  readonly name: string;
  /** Those without a prefix; all others are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The characters directly inside, without those of children. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

interface Open extends XmlElement {
  readonly qualified: string;
  readonly children: XmlElement[];
  readonly parts: string[];
  readonly namespaces: ReadonlyMap<string, string>;
}

const MOST_BYTES = 256 * 1024;
const MOST_ELEMENTS = 2000;
const DEEPEST = 32;
/** Each character can be read in one way only, so that this takes no longer than its text is. */
const TAG = /([^"'<>]*(?:(?:"[^"]*"|'[^']*')[^"'<>]*)*)>/y;
const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;

/**
 * Reads XML 1.0 with namespaces: one pass, and nothing of it but elements, attributes, characters, comments and CDATA.
 * Throws a {@link ProcessTrouble} for anything else: a document type, entities of its own, processing instructions, and what is
 * larger than a process that people draw.
 */
export function readXml(text: string): XmlElement {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw new ProcessTrouble(1, `the XML is larger than ${MOST_BYTES / 1024} KiB`);
  return new Reader(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")).read();
}

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #count = 0;
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): XmlElement {
    this.#skipDeclaration();
    while (this.#at < this.#text.length) this.#readNext();
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined)
      throw new ProcessTrouble(unclosed.line, `<${unclosed.qualified}> is not closed`);
    if (this.#root === undefined) throw this.#trouble("there is no element");
    return this.#root;
  }

  #trouble(message: string): ProcessTrouble {
    return new ProcessTrouble(this.#line, message);
  }

  /** The text up to `end`, which is taken too. */
  #take(end: string, what: string): string {
    const to = this.#text.indexOf(end, this.#at);
    if (to < 0) throw this.#trouble(`${what} is not closed`);
    const taken = this.#text.slice(this.#at, to);
    this.#at = to + end.length;
    return taken;
  }

  #countLines(text: string): void {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#line += 1;
  }

  #skipDeclaration(): void {
    if (!/^<\?xml\s/.test(this.#text)) return;
    const declaration = this.#take("?>", "the XML declaration");
    const encoding = /encoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1] ?? "UTF-8";
    if (encoding.toUpperCase() !== "UTF-8") throw this.#trouble(`the encoding is ${encoding}, and not UTF-8`);
    this.#countLines(declaration);
  }

  #readNext(): void {
    const starts = (sign: string) => this.#text.startsWith(sign, this.#at);
    if (!starts("<")) this.#readCharacters();
    else if (starts("<!--")) this.#skipComment();
    else if (starts("<![CDATA[")) this.#readData();
    else if (starts("<!")) throw this.#trouble("a document type, and entities of its own, are not accepted");
    else if (starts("<?")) throw this.#trouble("processing instructions are not accepted");
    else if (starts("</")) this.#close();
    else this.#openElement();
  }

  #skipComment(): void {
    this.#at += 4;
    this.#countLines(this.#take("-->", "a comment"));
  }

  #readData(): void {
    this.#at += 9;
    const data = this.#take("]]>", "a CDATA section");
    this.#add(data);
    this.#countLines(data);
  }

  #readCharacters(): void {
    const end = this.#text.indexOf("<", this.#at);
    const raw = this.#text.slice(this.#at, end < 0 ? this.#text.length : end);
    this.#at += raw.length;
    this.#add(readCharacters(raw, this.#line));
    this.#countLines(raw);
  }

  #add(characters: string): void {
    const inside = this.#open.at(-1);
    if (inside !== undefined) inside.parts.push(characters);
    else if (characters.trim() !== "") throw this.#trouble("there is text outside of the root element");
  }

  #close(): void {
    this.#at += 2;
    const raw = this.#take(">", "a tag");
    const element = this.#open.pop();
    if (element === undefined || element.qualified !== raw.trim())
      throw this.#trouble(`</${raw.trim().slice(0, 80)}> closes nothing that is open here`);
    this.#countLines(raw);
    this.#finish(element);
  }

  #finish({ namespace, name, attributes, children, parts, line }: Open): void {
    const element = { namespace, name, attributes, children, text: parts.join(""), line };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }

  #openElement(): void {
    const line = this.#line;
    const tag = this.#readTag();
    const isEmpty = tag.endsWith("/");
    const inner = isEmpty ? tag.slice(0, -1) : tag;
    const qualified = /^[^\s]*/.exec(inner)?.[0] ?? "";
    if (!NAME.test(qualified)) throw new ProcessTrouble(line, "a tag has no name that is one");
    this.#count += 1;
    if (this.#count > MOST_ELEMENTS)
      throw new ProcessTrouble(line, `there are more than ${MOST_ELEMENTS} elements`);
    if (this.#open.length >= DEEPEST)
      throw new ProcessTrouble(line, `elements are nested deeper than ${DEEPEST} levels`);
    if (this.#root !== undefined) throw new ProcessTrouble(line, "there is a second root element");
    const given = readAttributes(inner.slice(qualified.length), line);
    const namespaces = this.#declare(given);
    const attributes = new Map([...given].filter(([name]) => !name.includes(":") && name !== "xmlns"));
    const { namespace, name } = resolveName(qualified, namespaces, line);
    const element = {
      qualified,
      namespace,
      name,
      attributes,
      children: [],
      parts: [],
      text: "",
      line,
      namespaces,
    };
    if (isEmpty) this.#finish(element);
    else this.#open.push(element);
  }

  /** What stands between the brackets of a tag; a bracket inside of quotes does not end it. */
  #readTag(): string {
    TAG.lastIndex = this.#at + 1;
    const tag = TAG.exec(this.#text)?.[1];
    if (tag === undefined) throw this.#trouble("a tag is not closed");
    this.#at = TAG.lastIndex;
    this.#countLines(tag);
    return tag;
  }

  #declare(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const outer = this.#open.at(-1)?.namespaces ?? new Map<string, string>();
    const own = [...given].filter(([name]) => name === "xmlns" || name.startsWith("xmlns:"));
    if (own.length === 0) return outer;
    return new Map([...outer, ...own.map(([name, uri]) => [name.slice(6), uri] as const)]);
  }
}

function resolveName(
  qualified: string,
  namespaces: ReadonlyMap<string, string>,
  line: number,
): { readonly namespace: string; readonly name: string } {
  const colon = qualified.indexOf(":");
  const prefix = colon < 0 ? "" : qualified.slice(0, colon);
  const namespace = namespaces.get(prefix);
  if (namespace === undefined && prefix !== "")
    throw new ProcessTrouble(line, `the prefix ${prefix} stands for no namespace`);
  return { namespace: namespace ?? "", name: qualified.slice(colon + 1) };
}
