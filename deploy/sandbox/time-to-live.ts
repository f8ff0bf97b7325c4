const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** The longest life of a sandbox, in milliseconds: 7 days. */
export const LONGEST_MS = 7 * UNITS.d * 1000;

/**
 * Milliseconds of a time to live such as `40s`, `30m`, `2h` or `1d`; undefined for another form, for nothing and for
 * more than {@link LONGEST_MS}.
 */
export function parseTtl(text: string): number | undefined {
  const match = /^(\d{1,7})([smhd])$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] * 1000;
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}

/** A time that is left, in its two largest units: `6d 23h`, `1h 59m`, `40s`; `0s` where none is. */
export function formatLeft(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1000));
  const amounts = Object.entries(UNITS)
    .reverse()
    .map(([unit, seconds]) => {
      const amount = Math.floor(rest / seconds);
      rest -= amount * seconds;
      return { amount, text: `${amount}${unit}` };
    });
  const first = amounts.findIndex(({ amount }) => amount > 0);
  if (first < 0) return "0s";
  return amounts
    .slice(first, first + 2)
    .filter(({ amount }) => amount > 0)
    .map(({ text }) => text)
    .join(" ");
}
