import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from "yaml";
import type { Span } from "../charts/spi/index.ts";
import { errorAt, type Issue } from "./issue.ts";
import type { Located, LocatedMap, LocatedScalar } from "./located.ts";

/** A place in a text by its offsets, `end` exclusive; what goes over several lines ends with its first. */
export type SpanAt = (start: number, end: number) => Span;

/** How many values aliases may stand for in one file, and how deep values may be nested. */
const ALIAS_LIMIT = 10_000;
const DEPTH_LIMIT = 64;

/** What is known while one document is walked. */
interface Walk {
  readonly file: string;
  readonly span: SpanAt;
  readonly issues: Issue[];
  readonly anchors: ReadonlyMap<Alias, Node>;
  /** The alias of the document itself whose values are being walked; trouble with these is its trouble. */
  alias?: Span | undefined;
  aliased: number;
  bomb: boolean;
}

/** Turns a parsed document into values with places, or says what no profile may contain. */
export function locate(file: string, document: Document, span: SpanAt): LocatedMap | readonly Issue[] {
  const walk: Walk = { file, span, issues: [], anchors: anchorsOf(document), aliased: 0, bomb: false };
  if (!isMap(document.contents)) {
    const range = document.contents?.range ?? [0, 1];
    return [errorAt("CS1010", { file, found: kindOf(document.contents) }, span(range[0], range[1]))];
  }
  const root = locateMap(document.contents, walk, span(0, 1), undefined, 0);
  return walk.issues.length > 0 ? walk.issues : root;
}

/**
 * Which node each alias means: the last of that anchor before it. Asking each alias walks the whole document again,
 * which takes minutes for a file full of them.
 */
function anchorsOf(document: Document): Map<Alias, Node> {
  const named = new Map<string, Node>();
  const meant = new Map<Alias, Node>();
  visit(document, (_, node) => {
    if (isAlias(node)) {
      const target = named.get(node.source);
      if (target !== undefined) meant.set(node, target);
    } else if (isNode(node) && node.anchor !== undefined) {
      named.set(node.anchor, node);
    }
  });
  return meant;
}

function locateNode(node: unknown, walk: Walk, key: Span, depth: number): Located {
  const at = isNode(node) && node.range ? walk.span(node.range[0], node.range[1]) : key;
  if (walk.bomb || (walk.alias !== undefined && overBudget(walk, walk.alias)) || tooDeep(walk, at, depth)) {
    return { kind: "scalar", value: null, at, key };
  }
  if (isAlias(node)) return locateAlias(node, walk, at, key, depth);
  if (isMap(node)) return locateMap(node, walk, at, key, depth);
  if (isSeq(node)) {
    const items = node.items.map((item) => withoutKey(locateNode(item, walk, at, depth + 1)));
    return { kind: "list", items, at, key };
  }
  return { kind: "scalar", value: scalarValue(node), at, key };
}

/** An item of a list has a place of its own but no key. */
const withoutKey = (item: Located): Located => ({ ...item, key: undefined });

function locateAlias(alias: Alias, walk: Walk, at: Span, key: Span, depth: number): Located {
  const target = walk.anchors.get(alias);
  if (target !== undefined) {
    const outer = walk.alias;
    walk.alias ??= at;
    const located = locateNode(target, walk, key, depth + 1);
    walk.alias = outer;
    return { ...located, at, key };
  }
  walk.issues.push(
    errorAt("CS1004", { file: walk.file, reason: `no anchor &${alias.source} before this alias` }, at),
  );
  return { kind: "scalar", value: null, at, key };
}

function locateMap(map: YAMLMap, walk: Walk, at: Span, key: Span | undefined, depth: number): LocatedMap {
  const entries = new Map<string, Located>();
  for (const pair of map.items) locatePair(pair, entries, walk, at, depth);
  return { kind: "map", entries, at, key };
}

function locatePair(
  pair: Pair,
  entries: Map<string, Located>,
  walk: Walk,
  parent: Span,
  depth: number,
): void {
  const at = isNode(pair.key) && pair.key.range ? walk.span(pair.key.range[0], pair.key.range[1]) : parent;
  const name = isScalar(pair.key) ? keyText(pair.key.value) : undefined;
  if (name === undefined) {
    walk.issues.push(errorAt("CS1102", { path: "", expected: "key", got: kindOf(pair.key) }, at));
    return;
  }
  const first = entries.get(name);
  if (first !== undefined) {
    const line = first.key?.line ?? first.at.line;
    walk.issues.push(errorAt("CS1005", { key: name, line }, at));
    return;
  }
  entries.set(name, locateNode(pair.value, walk, at, depth + 1));
}

/** The text of a key. `__proto__` is none: objects would take it for something else. */
function keyText(value: unknown): string | undefined {
  if (value === "__proto__" || value === null || typeof value === "object") return undefined;
  return String(value);
}

function scalarValue(node: unknown): LocatedScalar["value"] {
  const value = isScalar(node) ? node.value : null;
  if (value === null || value === undefined) return null;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : String(value);
}

function overBudget(walk: Walk, at: Span): boolean {
  walk.aliased += 1;
  if (walk.aliased <= ALIAS_LIMIT) return false;
  walk.bomb = true;
  walk.issues.push(errorAt("CS1006", { file: walk.file, limit: ALIAS_LIMIT }, at));
  return true;
}

function tooDeep(walk: Walk, at: Span, depth: number): boolean {
  if (depth <= DEPTH_LIMIT) return false;
  walk.bomb = true;
  const { file, alias } = walk;
  const issue =
    alias === undefined
      ? errorAt("CS1004", { file, reason: "nested too deeply" }, at)
      : errorAt("CS1006", { file, limit: DEPTH_LIMIT, deep: "yes" }, alias);
  walk.issues.push(issue);
  return true;
}

function kindOf(node: unknown): string {
  if (isScalar(node)) return node.value === null ? "nothing" : typeof node.value;
  if (isCollection(node)) return isMap(node) ? "map" : "list";
  return isAlias(node) ? "alias" : "nothing";
}
