const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/i;

/** Milliseconds since 1970 of an RFC 3339 text; without an offset it is UTC. Undefined where it is no moment. */
export function parseInstant(text: string): number | undefined {
  const [, year, month, day, offset] = INSTANT.exec(text) ?? [];
  if (year === undefined) return undefined;
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // JavaScript takes the 31st of February for a day of March.
  if (midnight.getUTCDate() !== Number(day)) return undefined;
  const at = Date.parse(offset === undefined ? `${text}Z` : text);
  return Number.isFinite(at) ? at : undefined;
}

/** The moment in UTC, with milliseconds only where there are some. */
export function formatInstant(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
