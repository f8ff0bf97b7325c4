import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from "yaml";

/** A way to a value through the keys of maps. */
export type Keys = readonly string[];

/** How a text is written, so that what is added looks like the rest. */
interface Manner {
  readonly newline: "\n" | "\r\n";
  readonly step: string;
}

/**
 * Sets the value at a path and leaves every other line of the text as it is. A scalar is replaced where it stands; a
 * key that is not there comes behind `after`, else last in its map; maps that are missing on the way are made.
 * Anything but a scalar is written in one line. Throws where the text is not YAML: the caller has read it before.
 */
export function setInYaml(text: string, path: Keys, value: unknown, after?: string): string {
  const { map, rest } = deepestMap(read(text), path);
  const [key = "", ...below] = rest;
  const pair = pairOf(map, key);
  if (pair !== undefined) return replaceValue(text, pair, nest(below, value));
  return isFlow(map)
    ? addToFlow(text, map, key, nest(below, value), after)
    : addToBlock(text, map, [key, ...below], value, after);
}

/** Takes the key at a path out of its map, with its lines; comments above it stay. A path that is not there is fine. */
export function removeFromYaml(text: string, path: Keys): string {
  const { map, rest } = deepestMap(read(text), path);
  const pair = rest.length === 1 ? pairOf(map, rest[0] ?? "") : undefined;
  if (pair === undefined) return text;
  const [start, end] = isFlow(map) ? flowExtent(text, map, pair) : blockExtent(text, pair);
  return text.slice(0, start) + text.slice(end);
}

/** Whether the text has a map of its own at a path: neither another value nor an alias of what stands elsewhere. */
export function hasMapInYaml(text: string, path: Keys): boolean {
  return isMap(read(text).getIn(path, true));
}

/** Whether the text has anything at a path. */
export function hasInYaml(text: string, path: Keys): boolean {
  return read(text).hasIn(path);
}

function read(text: string): Document {
  // Comparing each key with each other takes minutes for a long map; the loader has done it.
  return parseDocument(text, { uniqueKeys: false });
}

/** The last map on the way to a path that stands in the text itself, and what of the path is below it. */
function deepestMap(document: Document, path: Keys): { map: YAMLMap; rest: Keys } {
  if (!isMap(document.contents)) throw new Error("the text is no YAML map");
  let map: YAMLMap = document.contents;
  for (const [index, key] of path.slice(0, -1).entries()) {
    const value = pairOf(map, key)?.value;
    if (!isMap(value)) return { map, rest: path.slice(index) };
    map = value;
  }
  return { map, rest: path.slice(-1) };
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

const isFlow = (map: YAMLMap): boolean => map.flow === true;

/** Where a node's own text begins and ends. */
function rangeOf(node: unknown): readonly [start: number, end: number] {
  if (!isNode(node) || !node.range) throw new Error("a node that was read has a place");
  return [node.range[0], node.range[1]];
}

function replaceValue(text: string, { key, value }: Pair, wanted: unknown): string {
  const node = value as Node | null;
  const [start, end] = node === null ? [rangeOf(key)[1] + 1, rangeOf(key)[1] + 1] : rangeOf(node);
  const quote = isScalar(node) && typeof wanted === "string" ? /^["']/.exec(text.slice(start, end)) : null;
  const written = quote === null ? inline(wanted) : `${quote[0]}${String(wanted)}${quote[0]}`;
  const space = node === null || start === end ? " " : "";
  // A collection in block style ends behind its last line.
  const tail = isAlias(node) || !text.slice(start, end).endsWith("\n") ? "" : mannerOf(text).newline;
  return text.slice(0, start) + space + written + tail + text.slice(end);
}

/** The pair behind which a new one comes. */
function precedingPair(map: YAMLMap, after: string | undefined): Pair | undefined {
  return (after === undefined ? undefined : pairOf(map, after)) ?? map.items.at(-1);
}

function addToFlow(
  text: string,
  map: YAMLMap,
  key: string,
  value: unknown,
  after: string | undefined,
): string {
  const last = precedingPair(map, after);
  const written = `${inline(key)}: ${inline(value)}`;
  if (last === undefined) {
    const at = rangeOf(map)[0] + 1;
    return `${text.slice(0, at)} ${written} ${text.slice(at).trimStart()}`;
  }
  const at = endOf(last);
  return `${text.slice(0, at)}, ${written}${text.slice(at)}`;
}

function addToBlock(
  text: string,
  map: YAMLMap,
  keys: Keys,
  value: unknown,
  after: string | undefined,
): string {
  const manner = mannerOf(text);
  const first = map.items[0];
  const indent = first === undefined ? "" : " ".repeat(columnOf(text, rangeOf(first.key)[0]));
  const last = precedingPair(map, after);
  const at = last === undefined ? text.length : blockExtent(text, last)[1];
  const lines = keys.map((key, depth) => {
    const isLast = depth === keys.length - 1;
    return `${indent}${manner.step.repeat(depth)}${inline(key)}:${isLast ? ` ${inline(value)}` : ""}`;
  });
  const before = at > 0 && text[at - 1] !== "\n" ? manner.newline : "";
  return text.slice(0, at) + before + lines.join(manner.newline) + manner.newline + text.slice(at);
}

/** The whole lines of a pair in block style. */
function blockExtent(text: string, pair: Pair): readonly [start: number, end: number] {
  const start = text.lastIndexOf("\n", rangeOf(pair.key)[0]) + 1;
  const end = endOf(pair);
  if (text[end - 1] === "\n") return [start, end];
  const newline = text.indexOf("\n", end);
  return [start, newline === -1 ? text.length : newline + 1];
}

/** A pair in flow style with the comma that parts it from the others; comments beside it stay. */
function flowExtent(text: string, map: YAMLMap, pair: Pair): readonly [start: number, end: number] {
  const index = map.items.indexOf(pair);
  const [previous, next] = [map.items[index - 1], map.items[index + 1]];
  const [start] = rangeOf(pair.key);
  const end = endOf(pair);
  const isPlain = (from: number, to: number) => /^[\s,]*$/.test(text.slice(from, to));
  if (next !== undefined) {
    const [nextStart] = rangeOf(next.key);
    return isPlain(end, nextStart) ? [start, nextStart] : [start, text.indexOf(",", end) + 1];
  }
  if (previous !== undefined && isPlain(endOf(previous), start)) return [endOf(previous), end];
  return [start, end];
}

/** Where the text of a pair ends, without a comment behind it. */
function endOf({ key, value }: Pair): number {
  return isNode(value) && value.range ? value.range[1] : rangeOf(key)[1] + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function mannerOf(text: string): Manner {
  return {
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    step: /^blocks:.*\r?\n(?:\s*(?:#.*)?\r?\n)*( +)\S/m.exec(text)?.[1] ?? "  ",
  };
}

/** A value in one line. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

/** `{ a: { b: value } }` for the keys a and b. */
function nest(keys: Keys, value: unknown): unknown {
  return keys.reduceRight((inner, key) => ({ [key]: inner }), value);
}
