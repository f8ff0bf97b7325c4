/** The media types of documents. */
export const DOCUMENT_TYPES = ["application/pdf", "image/png", "image/jpeg", "text/plain"] as const;
/** One of them. */
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

const BEGINNINGS: readonly (readonly [DocumentType, Buffer])[] = [
  ["application/pdf", Buffer.from("%PDF-")],
  ["image/png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ["image/jpeg", Buffer.from([0xff, 0xd8, 0xff])],
];
// Texts have line breaks and tabulators, and no other control character.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;

/** The type of a document by its content; undefined where it is none that is taken. */
export function typeOf(content: Buffer): DocumentType | undefined {
  const known = BEGINNINGS.find(([, beginning]) => content.subarray(0, beginning.length).equals(beginning));
  if (known !== undefined) return known[0];
  return isText(content) ? "text/plain" : undefined;
}

function isText(content: Buffer): boolean {
  try {
    return !NO_TEXT.test(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch {
    return false;
  }
}
