import type { Block } from "../../charts/spi/index.ts";
import type { CheckResult, PartReport, Report } from "../result.ts";
import { USE_CASES } from "../use-case-list.ts";
import { suiteResults } from "./api-results.ts";
import type { Proof } from "./compliance.ts";
import type { BrokenRule, Evidence, EvidencePart } from "./evidence.ts";
import { hiddenTransport, proveTransport } from "./prove-transport.ts";
import type { Requirement } from "./requirements.ts";

/** A run, and a block of its stack. */
export interface ProvedBlock {
  readonly report: Report;
  readonly evidence: Evidence;
  readonly block: Block;
  /** All parts of the block. */
  readonly parts: readonly EvidencePart[];
}

/** What a run shows of a requirement in one block. */
export function proveInBlock(requirement: Requirement, proved: ProvedBlock): Proof[] {
  const { block } = proved;
  const { rules, checks, stories, suite, transport } = requirement;
  const proofs = [
    ...(rules === undefined ? [] : proveRules(rules, proved)),
    ...(checks === undefined ? [] : proveChecks(checks[block], proved)),
    ...(stories === undefined ? [] : proveStories(stories, proved)),
    ...(suite === undefined ? [] : proveSuite(proved)),
    ...(transport === undefined ? [] : proveTransport({ ...proved, transport, asked: askedParts(proved) })),
  ];
  return proofs.map((proof) => ({ ...proof, block }));
}

function proveRules(rules: readonly string[], { evidence, parts }: ProvedBlock): Proof[] {
  if (typeof evidence.rules === "string") return [];
  const { broken, opaque } = evidence.rules;
  const own = parts.filter(({ isExternal }) => !isExternal).map(({ part }) => part);
  const elsewhere = parts.filter(({ isExternal }) => isExternal).map(({ part }) => part);
  const unseen = own.filter((part) => opaque.includes(part));
  const found = broken.filter(({ rule, part }) => rules.includes(rule) && own.includes(part));
  const kept = own.filter((part) => !unseen.includes(part) && !found.some((one) => one.part === part));
  return [
    ...(found.length > 0 ? [failed(`rules are not kept: ${found.map(brokenInWords).join("; ")}`)] : []),
    ...(elsewhere.length > 0
      ? [absent(`no manifest is known of what runs elsewhere: ${list(elsewhere)}`)]
      : []),
    ...(unseen.length > 0 ? [absent(`not everything was examined of ${list(unseen)}`)] : []),
    ...(kept.length > 0
      ? [passed(`the manifests of ${list(kept)} keep ${number(rules)}: ${list(rules)}`)]
      : []),
  ];
}

const number = (rules: readonly string[]) => (rules.length === 1 ? "the rule" : `${rules.length} rules`);

function brokenInWords({ rule, part, workload, grantedBy }: BrokenRule): string {
  const granted = grantedBy === undefined ? "" : ` (granted by ${grantedBy})`;
  return `${rule} by ${part}/${workload}${granted}`;
}

/** The parts of the block that the run asked by the block's interface. */
function askedParts({ report, block, parts }: ProvedBlock): PartReport[] {
  const platform = new Set(parts.filter(({ isPlatform }) => isPlatform).map(({ part }) => part));
  return report.parts.filter((part) => part.block === block && !platform.has(part.part));
}

function proveChecks(wanted: readonly string[] | undefined, proved: ProvedBlock): Proof[] {
  if (wanted === undefined) return [absent("no check of this block's suite shows it")];
  return eachPart(proved, (part, results) => {
    const byId = new Map(results.map((result) => [result.check, result]));
    const at = (...states: readonly CheckResult["status"][]) =>
      wanted.filter((id) => states.includes(byId.get(id)?.status ?? "skipped"));
    const [good, bad, missing] = [at("passed"), at("failed", "error"), at("skipped")];
    const of = `${wanted.length} checks of ${part}`;
    if (bad.length > 0) return failed(`${bad.length} of ${of} failed: ${list(bad)}`);
    if (missing.length > 0) return absent(`${missing.length} of ${of} did not run: ${list(missing)}`);
    return passed(`${good.length} of ${of} passed: ${list(good)}`);
  });
}

function proveSuite(proved: ProvedBlock): Proof[] {
  return eachPart(proved, (part, results) => {
    const required = results.filter(({ level }) => level === "REQUIRED");
    const count = (...states: readonly CheckResult["status"][]) =>
      required.filter(({ status }) => states.includes(status)).length;
    const of = `${required.length} required checks of ${part}`;
    if (count("failed", "error") > 0) return failed(`${count("failed", "error")} of ${of} failed`);
    if (count("passed") < required.length) return absent(`${count("skipped")} of ${of} did not run`);
    return passed(`${of} passed`);
  });
}

/** A proof of each part that was asked; a part of which no suite ran proves nothing. */
function eachPart(
  proved: ProvedBlock,
  prove: (part: string, results: readonly CheckResult[]) => Proof,
): Proof[] {
  const asked = new Map(askedParts(proved).map((part) => [part.part, suiteResults(part)]));
  const named = proved.parts.filter(({ isPlatform }) => !isPlatform).map(({ part }) => part);
  return [...new Set([...named, ...asked.keys()])].map((part) => {
    const results = asked.get(part) ?? [];
    return results.length === 0 ? absent(`the block's suite did not run on ${part}`) : prove(part, results);
  });
}

/**
 * The stories that lead through the block, of those use cases that the profile has. Where there are several, all of them
 * count: each takes other ways.
 */
function proveStories(stories: Readonly<Record<string, readonly string[]>>, proved: ProvedBlock): Proof[] {
  const { block, report } = proved;
  const ran = new Set(report.useCases.map(({ useCase }) => useCase));
  const through = USE_CASES.filter(
    ({ id, roles }) =>
      ran.has(id) && (block === "information-mediator" || roles.some((role) => role.block === block)),
  );
  const told = through.flatMap(({ id }) => {
    const wanted = stories[id];
    return wanted === undefined ? [] : [proveStory(id, wanted, report)];
  });
  return told.length > 0
    ? told
    : [absent(`no use case of this profile shows it: ${list(Object.keys(stories))}`)];
}

/** What a run shows of a requirement for the whole stack: the record, and what it could not see. */
export function proveInStack(requirement: Requirement, report: Report, evidence: Evidence): Proof[] {
  const { rules, transport, records = [] } = requirement;
  const hidden = transport === undefined ? undefined : hiddenTransport(report);
  return [
    ...(rules !== undefined && typeof evidence.rules === "string" ? [absent(evidence.rules)] : []),
    ...(hidden === undefined ? [] : [absent(hidden)]),
    ...proveRecords(records, evidence),
  ];
}

function proveStory(useCase: string, wanted: readonly string[], { useCases }: Report): Proof {
  const results = useCases.find((one) => one.useCase === useCase)?.results ?? [];
  const states = wanted.map((story) => results.find((one) => one.story === story)?.status ?? "skipped");
  const told = `${useCase}: ${list(wanted)}`;
  if (states.some((state) => state === "failed" || state === "error"))
    return failed(`a story failed: ${told}`);
  return states.includes("skipped")
    ? absent(`not told in this run: ${told}`)
    : passed(`told to its end: ${told}`);
}

const RECORDS = {
  backup: { yes: "a backup was taken", no: "no backup is in the record of runs" },
  restore: {
    yes: "a backup was put back and checked",
    no: "no record tells that a backup was put back and checked (country-stack backup verify)",
  },
  "unchanged-up": {
    yes: "brought up again from the same profile, nothing had to be changed",
    no: "no record tells that bringing it up again changed nothing",
  },
} as const;

function proveRecords(wanted: readonly (keyof typeof RECORDS)[], { records }: Evidence): Proof[] {
  if (wanted.length > 0 && typeof records === "string") return [absent(records)];
  return wanted.map((record) => {
    const last = typeof records === "string" ? undefined : records.findLast((one) => one.record === record);
    const { yes, no } = RECORDS[record];
    return last === undefined ? absent(no) : passed(`${yes}, ${last.when}`);
  });
}

const list = (words: readonly string[]) => words.join(", ");
const passed = (text: string): Proof => ({ outcome: "passed", text });
const failed = (text: string): Proof => ({ outcome: "failed", text });
const absent = (text: string): Proof => ({ outcome: "absent", text });
