/** The most characters of a name in a profile (`label` in profiles/formats.ts). */
const LONGEST = 30;

/** What stands before the name of a ministry and tells none from another. */
const OFFICE = /^(the )?(ministry|department|office) (of|for) (the )?/;

/** A government needs no name of its own in its country's profile. */
const GOVERNMENT = /^(the )?government of .*/;

/**
 * A name for the profile made of one that people read: letters, digits and dashes, at most 30, beginning with a
 * letter. Empty where nothing is left, as of a name in another script.
 */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "");
  return cut(plain);
}

/** The name of an organization without the words that all of them have: `interior`. */
export function officeSlug(name: string): string {
  const short = slugOf(name.toLowerCase().replace(GOVERNMENT, "government").replace(OFFICE, ""));
  return short === "" ? slugOf(name) : short;
}

/** The first of `name`, `name-2`, `name-3` ... that is not taken. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const tail = number === 1 ? "" : `-${number}`;
    const free = `${cut(name, LONGEST - tail.length)}${tail}`;
    if (!taken.includes(free)) return free;
  }
}

function cut(text: string, longest = LONGEST): string {
  return text.slice(0, longest).replace(/-+$/, "");
}
