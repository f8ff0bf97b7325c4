const LONGEST = 100;
const NAMELESS = "document";

/**
 * The name of a file without its folders and without what could mean something to a file system, a header or a page:
 * letters, digits, blanks and `. _ - ( )` in NFC, 100 characters at most, no dot at its beginning.
 */
export function sanitizeName(given: string | undefined): string {
  const [last = ""] = (given ?? "").split(/[\\/]/).slice(-1);
  const plain = last
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N} ._()-]/gu, "_")
    .replace(/^[. ]+/, "");
  return [...plain].slice(0, LONGEST).join("").trim() || NAMELESS;
}
