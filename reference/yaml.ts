import { isScalar, parseDocument, visit } from "yaml";

/** Longer texts are refused: YAML takes a hundred times as long to read as JSON. In UTF-16 units. */
export const YAML_LIMIT = 256 << 10;

/**
 * Reads YAML that a stranger wrote, in a time that grows with its length. Throws an Error with one sentence where it
 * is none, or has what takes for ever: aliases without end, and keys that are not plain texts.
 */
export function parseUntrustedYaml(text: string): unknown {
  if (text.length > YAML_LIMIT) throw new Error(`YAML may be ${YAML_LIMIT} characters long at most`);
  // To compare every two keys takes minutes for a long mapping; as with JSON, the last one of a name counts.
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(error.message);
  visit(document, {
    // A mapping as a key is written out as text, and so is its own key: 600 bytes keep a server busy for seconds.
    Pair: (_, { key }) => {
      if (key !== null && !isScalar(key)) throw new Error("a key must be a plain text");
    },
  });
  return document.toJS({ maxAliasCount: 100 });
}
