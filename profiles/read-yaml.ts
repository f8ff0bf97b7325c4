import { type LineCounter, LineCounter as Lines, parseDocument, type YAMLError } from "yaml";
import type { Span } from "../charts/spi/index.ts";
import { errorAt, type Issue } from "./issue.ts";
import { locate, type SpanAt } from "./locate.ts";
import type { LocatedMap } from "./located.ts";

/** More syntax errors than this in one file help nobody. */
const SYNTAX_ERRORS = 50;

/**
 * Reads one YAML document whose top level is a map. Every value keeps its place. Neither tags, merge keys, YAML 1.1
 * nor several documents are understood: a profile must mean the same to every reader.
 */
export function readYaml(file: string, text: string): LocatedMap | readonly Issue[] {
  const lines = new Lines();
  const span = spanIn(file, text, lines);
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      schema: "core",
      merge: false,
      resolveKnownTags: false,
      // Comparing each key with each other takes minutes for a long map; `locate` finds them in one pass.
      uniqueKeys: false,
    });
    const trouble = [...document.errors, ...document.warnings];
    const exhausted = trouble.find((each) => each.code === "RESOURCE_EXHAUSTION");
    if (exhausted !== undefined) return [tooDeep(file, span(...exhausted.pos))];
    if (trouble.length > 0)
      return trouble.slice(0, SYNTAX_ERRORS).map((each) => syntaxIssue(file, each, span));
    return locate(file, document, span);
  } catch (error) {
    // The parser calls itself for each level of nesting, and so the stack is the one thing it can run out of.
    if (!(error instanceof RangeError)) throw error;
    return [tooDeep(file, span(0, 1))];
  }
}

const tooDeep = (file: string, at: Span): Issue =>
  errorAt("CS1004", { file, reason: "nested too deeply" }, at);

function syntaxIssue(file: string, error: YAMLError, span: SpanAt): Issue {
  const at = span(error.pos[0], error.pos[1]);
  if (error.code === "MULTIPLE_DOCS") return errorAt("CS1009", { file }, at);
  return errorAt("CS1004", { file, reason: error.message }, at);
}

function spanIn(file: string, text: string, lines: LineCounter): SpanAt {
  return (start, end) => {
    const { line, col } = lines.linePos(Math.min(start, text.length));
    const newline = text.indexOf("\n", start);
    const stop = Math.min(end, newline === -1 ? text.length : newline);
    // Before its first line the counter says line 0.
    return {
      file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      endColumn: Math.max(col, 1) + Math.max(stop - start, 1),
    };
  };
}
