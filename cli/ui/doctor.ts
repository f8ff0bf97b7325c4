import { type Judgement, type Verdict, WORKSTATION } from "../doctor/judgement.ts";
import { doctorFindings } from "../messages/doctor-findings-en.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

const STYLES = { pass: "green", warn: "yellow", fail: "red" } as const;

/** A judgement in words, without a full stop; the remedy only where something is to be done. */
export interface ToldJudgement {
  readonly check: Judgement["check"];
  readonly verdict: Verdict;
  readonly says: string;
  readonly remedy?: string;
}

/** Puts a judgement into words. */
export function tell({ check, verdict, finding, params }: Judgement): ToldJudgement {
  const { says, remedy } = doctorFindings[finding];
  const told = { check, verdict, says: says(params) };
  return verdict === "pass" || remedy === undefined ? told : { ...told, remedy: remedy(params) };
}

/** The judgements as a person reads them: this machine, then the cluster, a line each and its remedy below. */
export function formatDoctor(judgements: readonly Judgement[], style: Terminal["outStyle"]): string {
  const width = Math.max(...judgements.map(({ check }) => check.length));
  const isHere = ({ check }: Judgement) => WORKSTATION.includes(check);
  const groups = [
    { title: say.doctor.workstation, own: judgements.filter(isHere) },
    { title: say.doctor.cluster, own: judgements.filter((one) => !isHere(one)) },
  ];
  return groups
    .filter(({ own }) => own.length > 0)
    .map(({ title, own }) => [title, ...own.flatMap((one) => linesOf(tell(one), width, style))].join("\n"))
    .join("\n\n");
}

function linesOf(
  { check, verdict, says, remedy }: ToldJudgement,
  width: number,
  style: Terminal["outStyle"],
): string[] {
  const mark = style(STYLES[verdict], say.doctor.verdicts[verdict]);
  const indent = " ".repeat(width + 10);
  const lines = [`  ${mark}  ${check.padEnd(width)}  ${says}`];
  return remedy === undefined ? lines : [...lines, `${indent}${say.doctor.remedy(remedy)}`];
}
