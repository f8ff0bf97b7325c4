import { examples } from "./command-examples.ts";

/** What `country-stack compliance` says. */
export const complianceTalk = {
  description:
    "show the last report as GovStack counts it: interfaces, requirements, what a person must attest; exit code 1 where a required one is not met",
  profileArgument: "path of the profile whose last report is shown; not needed with --report",
  reportOption: "show this report.json instead",
  messagesOption: "print a part's checks as Cucumber messages, as GovStack's testing web app takes them",
  formOption: "print the draft of the web app's compliance form of this product",
  examples: examples(
    "compliance country.yaml",
    "compliance country.yaml --json",
    "compliance country.yaml --messages payments",
    "compliance country.yaml --form reference",
  ),
  nothing: "nothing to show: give a profile, or --report with a report.json",
  oneOutput: "--json, --messages and --form each print one thing: give one of them",
  noReport: (file: string, reason: string) => `there is no report in ${file}: ${reason}`,
  noFile: "there is no such file",
  noForm: "it has not the form of a report",
  noReportHint: (profile: string) => `country-stack test ${profile}`,
  otherHint: "a report.json is written by country-stack up and country-stack test",
  notCounted: (file: string) => `${file} was not counted as GovStack counts`,
  noPart: (part: string) => `the report has no part ${part} whose interface was asked`,
  noProduct: (product: string) => `the report has no product ${product} whose interface was asked`,
  known: (names: readonly string[]) =>
    names.length === 0 ? "no part's interface was asked" : `there are: ${names.join(", ")}`,
  title: (stack: string, when: string) => `Compliance of ${stack}, ${when}`,
  apiColumns: ["BLOCK", "PRODUCT", "PASSED", "FAILED", "NOT COUNTED", "COMPATIBILITY"],
  noFigure: "-",
  requirementColumns: ["STATE", "REQUIREMENT", "WHAT IT ASKS"],
  required: "What GovStack requires",
  recommended: "What GovStack recommends",
  reasons: "Not met",
  reason: (id: string, text: string) => `  ${id}: ${text}`,
  open: "Not assessed, because",
  openReason: (reason: string, ids: readonly string[]) => `  ${reason}: ${ids.join(", ")}`,
  attest: "To be attested by a person",
  question: (id: string, question: string) => `  ${id}: ${question}`,
  counted: "interfaces are counted from this tool's checks, not from GovStack's own suites",
  /** Why manifests and records say nothing of a run. */
  absent: {
    localRules: "this run was on one machine, where no manifest is applied",
    localRecords: "this run was on one machine, whose record of runs says nothing of a cluster",
    urlRules: "this run knows addresses only, and no manifest",
    urlRecords: "this run knows addresses only, and no record of runs",
    otherProfile: "what stands was made from another profile or lock file than this",
    unknownProfile: "no record tells from which profile what stands was made",
    noRecord: "the record of runs was not asked",
    unreadable: (reason: string) => `the record of runs cannot be read: ${reason}`,
  },
};
