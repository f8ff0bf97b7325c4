import { join } from "node:path";
import { partOf, type Stack } from "../../charts/spi/index.ts";
import type { ReportComparison } from "../../conformance/compare-reports.ts";
import { synthStack } from "../../constructs/synth.ts";
import { type Swap, type SwapRequest, swapProduct } from "../../profiles/swap.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import { type OpenedStack, openStack } from "../open-stack.ts";
import { readProfileFile } from "../read-file.ts";
import type { Terminal } from "../terminal.ts";
import { formatIssues, issuesToJson } from "../ui/issues.ts";
import { describeSwap, productOf } from "./describe-swap.ts";
import { formatSwap } from "./print-swap.ts";
import { type RequestFlags, readRequest } from "./read-request.ts";
import { type Outcome, resolveAfter } from "./resolve-after.ts";
import type { SwapStep } from "./stack-version.ts";
import type { PartProduct, SwapSummary } from "./swap-summary.ts";
import { replaceText } from "./write-profile.ts";

/** What `swap` was told on the command line. */
export interface SwapFlags extends RequestFlags {
  readonly write?: true;
  readonly compare?: true;
  readonly before?: string;
  readonly after?: string;
  readonly substituteReference?: true;
  readonly report?: string;
  readonly data: string;
  readonly json?: true;
}

/**
 * Shows what another product in a part means, writes it into the profile when told to, and compares what the checks
 * find before and after. Ends with exit code 2 where the profile would not hold with it; nothing is written then.
 */
export async function swapPart(
  terminal: Terminal,
  profile: string,
  part: string,
  product: string,
  flags: SwapFlags,
): Promise<void> {
  if ((flags.before === undefined) !== (flags.after === undefined)) throw new UsageError(say.compare.pair);
  const opened = await openStack(profile, terminal, { json: flags.json === true });
  const request = readRequest(opened, part, product, flags);
  const swap = writeSwap(terminal, opened, request, flags);
  if (swap.before === swap.after && !flags.json) {
    terminal.talk(say.swap.same(part, product));
    return;
  }
  const { catalog, warnings, stack } = opened;
  const outcome = await resolveAfter({ catalog, warnings, digests: stack.images.digests }, swap);
  const written = flags.write === true && outcome.holds && swap.before !== swap.after;
  const summary = describeSwap({
    profile,
    swap,
    step: await stepOf(opened, request, swap, outcome),
    after: productAfter(request, outcome.version?.stack),
    holds: outcome.holds,
    issues: issuesToJson(outcome.issues),
    written,
  });
  if (written) write(swap);
  await show(terminal, summary, outcome, opened, flags);
  if (!outcome.holds) throw new Exit(EXIT.usage);
}

function write({ file, before, after }: Swap): void {
  let isReplaced: boolean;
  try {
    isReplaced = replaceText(file, before, after);
  } catch (error) {
    throw new UsageError(say.swap.unwritable(file, (error as Error).message));
  }
  if (!isReplaced) throw new UsageError(say.swap.moved(file));
}

/** The swap as text; ends the command where it cannot be written. */
function writeSwap(
  terminal: Terminal,
  { loaded }: OpenedStack,
  request: SwapRequest,
  { json }: Pick<SwapFlags, "json">,
): Swap {
  const swapped = swapProduct(loaded, readProfileFile, request);
  if (swapped.ok) return swapped.value;
  if (json) terminal.out(JSON.stringify({ holds: false, issues: issuesToJson(swapped.issues) }));
  else terminal.talk(formatIssues(swapped.issues, loaded.sources, { colour: terminal.colour.talk }));
  throw new Exit(EXIT.usage);
}

async function stepOf(
  opened: OpenedStack,
  { part, product }: SwapRequest,
  swap: Swap,
  { version }: Outcome,
): Promise<SwapStep> {
  const before = { stack: opened.stack, manifests: await synthStack(opened.stack) };
  const parsed = product.options.safeParse(swap.options.kept);
  return {
    part,
    before,
    product,
    ...(parsed.success ? { options: parsed.data } : {}),
    ...(version === undefined ? {} : { after: version }),
  };
}

/** The new product as it would be installed; where the profile does not hold, as it was asked for. */
function productAfter({ part, product, version, url }: SwapRequest, stack: Stack | undefined): PartProduct {
  if (stack !== undefined) return productOf(partOf(stack, part));
  const release = version ?? product.releases.find(({ load }) => load !== undefined)?.version;
  return {
    product: product.id,
    title: product.title,
    release: release ?? product.releases[0]?.version ?? "",
    ...(url === undefined ? {} : { url }),
  };
}

async function show(
  terminal: Terminal,
  summary: SwapSummary,
  outcome: Outcome,
  opened: OpenedStack,
  flags: SwapFlags,
): Promise<void> {
  const compare = () => compareRuns(terminal, opened, outcome, summary.part, flags);
  if (flags.json) {
    const comparison = await compare();
    terminal.out(JSON.stringify(comparison === undefined ? summary : { ...summary, comparison }));
    return;
  }
  print(terminal, summary, outcome, flags);
  const comparison = await compare();
  if (comparison === undefined) return;
  const { formatFound } = await import("../compare/print-found.ts");
  terminal.out(`\n${formatFound(comparison, terminal)}`);
}

function print(
  terminal: Terminal,
  summary: SwapSummary,
  { issues, sources }: Outcome,
  flags: SwapFlags,
): void {
  const { profile, holds, edit, images } = summary;
  terminal.out(formatSwap(summary, terminal));
  if (issues.length > 0) {
    if (!holds) terminal.talk(terminal.talkStyle("red", say.swap.noHold));
    terminal.talk(formatIssues(issues, sources, { colour: terminal.colour.talk }));
  }
  if (edit.written) {
    terminal.talk(say.swap.wrote(edit.file));
    const verb = images.unlocked.length > 0 ? "images lock" : "up";
    terminal.talk(say.next(`country-stack ${verb} ${profile}`));
    return;
  }
  terminal.talk(flags.write ? say.swap.notWritten(edit.file) : say.swap.dryRun);
  if (holds) terminal.talk(say.swap.writeHint);
}

/** The comparison that the flags ask for; none where they ask for none, or where there is nothing to bring up. */
async function compareRuns(
  terminal: Terminal,
  { stack: before, catalog }: OpenedStack,
  { version, holds }: Outcome,
  part: string,
  flags: SwapFlags,
): Promise<ReportComparison | undefined> {
  if (flags.before !== undefined && flags.after !== undefined) {
    const { compareFound, readReportFile } = await import("../compare/compare-found.ts");
    return compareFound(readReportFile(flags.before), readReportFile(flags.after), part);
  }
  if (!flags.compare) return undefined;
  if (version === undefined || !holds) {
    terminal.talk(say.swap.notHolding);
    return undefined;
  }
  const { compareSwap } = await import("./compare-swap.ts");
  return compareSwap(terminal, {
    part,
    before,
    after: version.stack,
    catalog,
    substitute: flags.substituteReference === true,
    folder: flags.report ?? join(flags.data, before.name, "swaps", part),
    signal: interruptSignal(() => terminal.talk(say.up.stopping)),
  });
}
