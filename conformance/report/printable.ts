const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/** Control characters but tab and line end, and those that turn the direction of writing: they could hide text. */
const HIDING = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Text of others with each character that a terminal, XML or HTML would act on made visible as `\uFFFD`. */
export function printable(text: string): string {
  return text.replace(/\r\n/g, "\n").toWellFormed().replace(HIDING, "\uFFFD");
}

/** {@link printable} text for HTML and XML, in elements and quoted attributes alike. */
export function escapeMarkup(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** `3 March 2026, 14:05 UTC` for an ISO 8601 moment; what is no moment stays as it is. */
export function formatMoment(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const time = moment.toISOString().slice(11, 16);
  return `${moment.getUTCDate()} ${MONTHS[moment.getUTCMonth()]} ${moment.getUTCFullYear()}, ${time} UTC`;
}

/** `1 part`, `2 parts`; the plural is the word with an `s` where none is given. */
export function count(number: number, word: string, plural = `${word}s`): string {
  return `${number} ${number === 1 ? word : plural}`;
}

/** A list as a sentence holds it: `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
