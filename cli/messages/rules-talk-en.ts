import { examples } from "./command-examples.ts";

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What `validate --rules` and plans say about the security rules; the rules' own sentences are in `rules-en.ts`. */
export const rulesTalk = {
  option: "also make the manifests and check every security rule on them",
  sarifOption: "write what was found as SARIF 2.1.0 into a file, or to stdout with -; implies --rules",
  examples: examples(
    "validate country.yaml",
    "validate country.yaml --json",
    "validate country.yaml --rules",
    "validate country.yaml --sarif rules.sarif",
  ),
  title: (stack: string, environment: string, rules: number, objects: number) =>
    `Security rules of stack ${stack} (${environment}): ${plural(rules, "rule")}, ${plural(objects, "object")}`,
  columns: ["RULE", "WORKLOAD", "STATE", "WHY"],
  broken: "BROKEN",
  notGranted: "NOT GRANTED",
  byDevelopment: "granted by development",
  byExemption: (owner: string, expires: string) => `granted by ${owner} until ${expires}`,
  advice: "advice",
  opaque: "not examined",
  more: (text: string, count: number) => `${text} (and ${count} more)`,
  kept: (parts: string) => `Every rule is kept by: ${parts}`,
  counts: (counts: Readonly<Record<"broken" | "notGranted" | "granted" | "opaque" | "advice", number>>) =>
    `${counts.broken} broken, ${counts.notGranted} not granted, ${counts.granted} granted, ${counts.opaque} not examined, ${counts.advice} advice`,
  wrote: (file: string, results: number) => `wrote ${plural(results, "result")} to ${file}`,
  jsonAndSarif: "--json and --sarif - both print to stdout; give --sarif a file",
  cannotWrite: (file: string, reason: string) => `${file} cannot be written: ${reason}`,
  granted: (all: number, byDevelopment: number) =>
    byDevelopment === 0
      ? `${plural(all, "deviation")} from the security rules granted by exemptions`
      : `${plural(all, "deviation")} from the security rules granted, ${byDevelopment} of them by development alone`,
  opaqueParts: (parts: string) => `not examined: what upstream charts and operators make for ${parts}`,
  isAdvice: "This is advice: it stops nothing.",
  opens: (level: string) => `A need of it opens the part's namespace to the level ${level} of Pod Security.`,
  standsFor: "It stands for",
  details: "country-stack validate PROFILE --rules shows which and why",
} as const;
