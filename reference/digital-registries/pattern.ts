import { RE2JS } from "re2js";
import { badRequest } from "../refusal.ts";

const PATTERN_LIMIT = 512;
const PROGRAM_LIMIT = 600;
/** Longer texts match no pattern of a schema, and a search looks at this much of a value only; in UTF-16 units. */
const TEXT_LIMIT = 1 << 16;

/** A regular expression whose time grows with the text alone. */
export interface Pattern {
  readonly source: string;
  /** Whether the pattern is found anywhere in the text; texts beyond 64 Ki are cut there. */
  find(text: string): boolean;
  /** As `find`, but a text beyond 64 Ki never matches. */
  test(text: string): boolean;
}

/**
 * Compiles a pattern in RE2's syntax: linear time, no back-references, no look-around. The limits on the pattern and
 * the text bound the constant too, since one slow pattern would stop the whole server. Throws a refusal (400).
 */
export function compilePattern(source: string): Pattern {
  if (source.length > PATTERN_LIMIT)
    throw badRequest(`a regular expression may have ${PATTERN_LIMIT} characters at most`);
  const program = compile(source);
  if (program.programSize() > PROGRAM_LIMIT)
    throw badRequest("the regular expression is too large; use smaller repetitions");
  return {
    source,
    find: (text) => program.test(text.slice(0, TEXT_LIMIT)),
    test: (text) => text.length <= TEXT_LIMIT && program.test(text),
  };
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw badRequest(`the regular expression is invalid: ${(error as Error).message}`);
  }
}
