import { maskText } from "../conformance/mask-text.ts";

/** The same value with every text in it covered: first the known secrets, then what looks secret or personal. */
export function coverFacts<T>(facts: T, coverSecrets: (text: string) => string): T {
  return JSON.parse(JSON.stringify(facts), (_key, value: unknown) =>
    typeof value === "string" ? maskText(coverSecrets(value)) : value,
  ) as T;
}
