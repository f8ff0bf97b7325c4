import type { SecretContent, SecretContents } from "./secrets.ts";

/** What stands in the place of a secret value. */
export const COVERED = "[secret]";
/** Shorter values would cover ordinary words. */
const COVER_LENGTH = 8;
/** A file's line that says what follows. */
const FRAME = /^-----(BEGIN|END) /;

/**
 * A text in which no secret value of these Secrets stands, neither as it is nor in Base64, and of a key in PEM no
 * line. What everyone may see stays.
 */
export function coverValues(text: string, contents: SecretContents): string {
  return coverWith(contents)(text);
}

/** The same for many texts. */
export function coverWith(contents: SecretContents): (text: string) => string {
  const values = [...contents.values()].flatMap(formsOf).filter((value) => value.length >= COVER_LENGTH);
  return (text) => values.reduce((covered, value) => covered.replaceAll(value, COVERED), text);
}

/** Whole values come before their lines, of which nothing would be left of them. */
function formsOf({ data, open = [] }: SecretContent): string[] {
  const encoded = Object.entries(data).flatMap(([key, value]) => (open.includes(key) ? [] : [value]));
  const plain = encoded.map((value) => Buffer.from(value, "base64").toString("utf8"));
  const keys = plain.filter((value) => FRAME.test(value));
  const lines = keys.flatMap((value) => value.split("\n").filter((line) => !FRAME.test(line)));
  return [...plain, ...encoded, ...lines];
}
