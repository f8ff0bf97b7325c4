import type { Span } from "../charts/spi/index.ts";

/** Every code; each has a sentence in `cli/messages/en.ts` and a section in `docs/errors.md`. */
export const ISSUE_CODES = [
  "CS1001", // file missing
  "CS1002", // file too large
  "CS1003", // binary or not UTF-8
  "CS1004", // not YAML
  "CS1005", // duplicate key
  "CS1006", // alias bomb
  "CS1007", // extends loop
  "CS1008", // extended, seed or catalog file unreadable
  "CS1009", // several YAML documents in one file
  "CS1010", // top level is not a map
  "CS1101", // unknown key
  "CS1102", // wrong type
  "CS1103", // missing key
  "CS1104", // value not allowed
  "CS1201", // unknown block
  "CS1202", // unknown product
  "CS1203", // unknown release
  "CS1204", // product cannot be installed (listed only)
  "CS1205", // unknown organization
  "CS1206", // duplicate part name
  "CS1207", // product exists but does not fill this block
  "CS1208", // seed for a part that the profile does not hold
  "CS1209", // catalog that cannot be used
  "CS1210", // more replicas than the product can have
  "CS1211", // something that the product cannot work with
  "CS1301", // missing capability
  "CS1302", // ambiguous capability
  "CS1303", // capability present but its requirements are not met
  "CS1304", // cycle
  "CS1305", // `uses` names something unknown
  "CS1401", // unknown use case
  "CS1402", // use case whose blocks are absent
  "CS1501", // exemption expired
  "CS1502", // reference product in production without an exemption
  "CS1503", // seed in production
  "CS1504", // need of a product that the profile does not grant
  "CS1505", // needs that development grants by itself
  "CS1506", // unknown rule
  "CS1507", // exemption that grants nothing
  "CS1508", // rule broken without a need
  "CS1509", // need that nothing uses
  "CS1601", // image without a digest in the lock file
  "CS1701", // swap: keys of a profile below cannot be taken away
  "CS1702", // swap: the part shares its text with others
  "CS1801", // upgrade: no way from the release that is there
  "CS1802", // upgrade: the release asked for is older
  "CS1803", // upgrade: another one has not ended
] as const;

/** The code of one kind of trouble. */
export type IssueCode = (typeof ISSUE_CODES)[number];

/** Trouble as data: what, where, and the values its sentence is made of. */
export interface Issue {
  readonly severity: "error" | "warning";
  readonly code: IssueCode;
  readonly params: Readonly<Record<string, string | number | readonly string[]>>;
  readonly at?: Span;
}

/** Makes an issue that stops the profile from being used. */
export const errorAt = (code: IssueCode, params: Issue["params"], at?: Span): Issue =>
  at === undefined ? { severity: "error", code, params } : { severity: "error", code, params, at };

/** Makes an issue that a person should read but that stops nothing. */
export const warningAt = (code: IssueCode, params: Issue["params"], at: Span): Issue => ({
  severity: "warning",
  code,
  params,
  at,
});

/** Issues in the order in which a person reads them: by file, line and column; those without a place first. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  return issues.toSorted(
    (a, b) =>
      compare(a.at?.file ?? "", b.at?.file ?? "") ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0) ||
      compare(a.code, b.code),
  );
}

/** By code unit, because a locale's order would differ between machines. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Either a value, perhaps with warnings, or all the trouble at once. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Issue[] }
  | {
      readonly ok: false;
      readonly issues: readonly Issue[];
      /** What the value would be, where only exemptions are missing or have ended. */
      readonly ungranted?: T;
    };
