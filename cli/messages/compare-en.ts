import type { Need } from "../../charts/spi/index.ts";
import type { PublishedResult } from "../../conformance/published-results.ts";
import type { ProductOption } from "../list-options.ts";
import { examples } from "./command-examples.ts";

/** What `country-stack compare` says, and `swap --compare` with it. */
export const compareTalk = {
  description: "compare products of a building block, or what two reports found",
  nameArgument: "a building block, or a product, such as x-road or x-road@7.8.0",
  otherArgument: "the product to compare it with",
  blockOption: "the building block, where the products fill several together",
  htmlOption: "also write the comparison as one HTML page into this file",
  beforeOption: "a report.json, to be compared with --after",
  afterOption: "a report.json of another run or product",
  partOption: "the part of the reports; not needed where they have one only",
  examples: examples(
    "compare identity",
    "compare information-mediator --html mediators.html",
    "compare x-road reference --json",
    "compare x-road@7.8.0 x-road@7.7.0",
    "compare --before old/report.json --after new/report.json --part civil",
  ),
  nothing: "nothing to compare: name a building block, two products, or two reports",
  one: (name: string) => `${name} is no building block, and one product alone is no comparison`,
  twoBlocks: "one building block at a time",
  unknown: (product: string) => `no product of the catalog has the id ${product}`,
  twice: (product: string) => `${product} is named twice`,
  noCommonBlock: (products: readonly string[]) => `${products.join(" and ")} fill no building block together`,
  fills: (product: string, blocks: readonly string[]) => `${product}: ${blocks.join(" ")}`,
  severalBlocks: (products: readonly string[], blocks: readonly string[]) =>
    `${products.join(" and ")} fill several building blocks together: ${blocks.join(" ")}`,
  blockHint: (block: string) => `choose one: --block ${block}`,
  otherUse: "--before and --after compare reports; leave the names of products out",
  pair: "--before and --after belong together",
  wrote: (file: string) => `wrote ${file}`,
  notWritten: (file: string, reason: string) => `${file} cannot be written: ${reason}`,
  title: (block: string) => `Products for ${block}`,
  masthead: "Comparison of products for a GovStack building block",
  standing:
    "What the catalog says of each, and what published runs of the checks found. What nobody has tried is not claimed.",
  writtenBy: (tool: string) => `Written by ${tool}.`,
  rows: {
    title: "title",
    advice: "advice",
    licence: "licence",
    homepage: "homepage",
    release: "release",
    otherReleases: "other releases",
    upgradesFrom: "upgrades from",
    govstack: "GovStack",
    results: "checks",
    provides: "provides",
    requires: "requires",
    options: "options",
    needs: "deviations",
    replicas: "replicas",
    local: "runs here",
    images: "images",
  },
  release: (release: string, status: string) => `${release}, ${status}`,
  saysNone: "says none",
  noResult: "no published result",
  result: ({ counts, startedAt, engine }: PublishedResult) =>
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${counts.error} error (${startedAt.slice(0, 10)}, ${engine})`,
  noneByDefault: "none with its default options",
  dependsOnOptions: "depends on options that have no default",
  option: ({ name, required, default: without, description }: ProductOption, long: boolean) => {
    const value = required ? "must be set" : JSON.stringify(without ?? null);
    return `${name}: ${without === undefined && !required ? "not set" : value}${long && description !== "" ? ` (${description})` : ""}`;
  },
  footprint: (size: string) => `for ${size}`,
  requests: (cpu: string, memory: string, storage: string) =>
    `${cpu} CPU, ${memory} memory, ${storage} storage`,
  need: ({ rule, workload, reason }: Need, long: boolean) =>
    long ? `${rule} (${workload}): ${reason}` : rule,
  replicas: (most: number | undefined) => (most === undefined ? "no limit stated" : `${most} at most`),
  yes: "yes, without a cluster",
  no: "in a cluster only",
  none: "none",
  noFile: "there is no such file",
  noReport: (file: string, reason: string) => `${file} is no report of this tool: ${reason}`,
  reportHint: "up and test write report.json below .country-stack/STACK/reports, or where --report says",
  noPart: (name: string) => (name === "" ? "the report has no part" : `the report has no part ${name}`),
  manyParts: "the report has several parts",
  partHint: (parts: readonly string[]) => `--part NAME, one of: ${parts.join(" ")}`,
  otherBlock: (before: string, after: string) =>
    `the one is ${before} and the other ${after}: nothing in common`,
  found: (part: string, before: string, after: string) => `Checks of ${part}: ${before} → ${after}`,
  noChecks: "no suite for this building block, so that nothing was checked",
  operationColumns: ["OPERATION", "BEFORE", "AFTER", "", "P50 ms", "THEN", "P95 ms", "THEN", "ANSWERS"],
  lost: "LOST",
  gained: "gained",
  differences: "Checks that passed on one side only",
  onlyBefore: (operation: string, checks: readonly string[]) => `- ${operation}: ${checks.join(", ")}`,
  onlyAfter: (operation: string, checks: readonly string[]) => `+ ${operation}: ${checks.join(", ")}`,
  stories: "Use cases",
  storyColumns: ["USE CASE", "STORY", "BEFORE", "AFTER", ""],
  note: (note: string) => `Note: ${note}`,
  timesFrom:
    "An operation works where some of its checks passed and none failed. Times are those of the answers that the\nreports hold, with several checks under way at once: good to compare, no measure of what a product can do.",
};
