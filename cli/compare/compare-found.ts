import { readFileSync } from "node:fs";
import {
  type ComparedSide,
  compareReports,
  type ReportComparison,
} from "../../conformance/compare-reports.ts";
import { type ReadReport, readReport } from "../../conformance/read-report.ts";
import { loadOperations } from "../../conformance/suites/operations.ts";
import { recognizeRequests } from "../../conformance/suites/recognize.ts";
import { SUITES } from "../../conformance/suites.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";

const { compare: words } = say;

/** Compares what two reports found of a part. Wrong use where one of them has no such part, or two to choose from. */
export function compareFound(
  before: ReadReport | undefined,
  after: ReadReport | undefined,
  name: string | undefined,
): ReportComparison {
  if (before === undefined || after === undefined) throw new Error("two runs make two reports");
  const first = sideOf(before, name);
  // A product that was tested by its address alone has its block's name.
  const second = sideOf(after, name, first.part.block);
  const { block } = first.part;
  if (second.part.block !== block) throw new UsageError(words.otherBlock(block, second.part.block));
  const operations = SUITES[block] === undefined ? [] : loadOperations(block);
  return compareReports(first, second, recognizeRequests(operations));
}

function sideOf(report: ReadReport, name: string | undefined, block?: string): ComparedSide {
  const { parts } = report;
  const named = name === undefined ? parts : parts.filter(({ part }) => part === name);
  const found = named.length === 0 ? parts.filter((part) => part.block === block) : named;
  const [part] = found;
  const names = parts.map((each) => each.part);
  if (part === undefined) throw new UsageError(words.noPart(name ?? ""), words.partHint(names));
  if (found.length > 1) throw new UsageError(words.manyParts, words.partHint(names));
  return { report, part };
}

/** Reads a report.json; wrong use where it is none. */
export function readReportFile(file: string): ReadReport {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(words.noReport(file, code === "ENOENT" ? words.noFile : message), words.reportHint);
  }
  const report = readReport(text);
  if (typeof report === "string") throw new UsageError(words.noReport(file, report), words.reportHint);
  return report;
}
