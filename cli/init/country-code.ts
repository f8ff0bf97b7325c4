/** The country of the examples: fictional, and what is suggested to who only wants to try. */
export const UTOPIA = { name: "Utopia", code: "XU" } as const;

/** Codes that ISO 3166-1 leaves to users: for fictional countries. */
const USER_ASSIGNED = /^(AA|Q[M-Z]|X[A-Z]|ZZ)$/;

/** Whether a code is one that no country has. */
export const isFictional = (code: string): boolean => USER_ASSIGNED.test(code);

/** The code (ISO 3166-1) of a country by its English name, where it is known. */
export function countryCodeOf(name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  if (wanted === UTOPIA.name.toLowerCase()) return UTOPIA.code;
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  return pairs().find((code) => !isFictional(code) && names.of(code)?.toLowerCase() === wanted);
}

function pairs(): string[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters.flatMap((first) => letters.map((second) => first + second));
}
