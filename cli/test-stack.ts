import { join } from "node:path";
import { BLOCKS, type Block, type Catalog, type Stack } from "../charts/spi/index.ts";
import type { Target, UseCase } from "../conformance/check.ts";
import { runningDeployment } from "./detach.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openStack } from "./open-stack.ts";
import { runAndReport } from "./run-and-report.ts";
import { foreignTarget, targetOf, useCaseRuns, wiresOf } from "./targets.ts";
import type { Terminal } from "./terminal.ts";

/** What `test` was told on the command line. */
export interface TestFlags {
  readonly url?: readonly string[];
  readonly allowWrites?: true;
  readonly data: string;
  readonly report?: string;
  readonly json?: true;
}

/** Runs the checks against parts given by URL, by the profile's running stack, or both. */
export async function testStack(
  terminal: Terminal,
  profile: string | undefined,
  flags: TestFlags,
): Promise<void> {
  const urls = parseUrls(flags.url ?? []);
  if (profile === undefined && urls.size === 0) throw new UsageError(say.test.nothing);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const passed =
    profile === undefined
      ? await testForeign(terminal, urls, flags, signal)
      : await testProfile(terminal, profile, urls, flags, signal);
  if (signal.aborted) throw new Exit(EXIT.interrupted);
  if (!passed) throw new Exit(EXIT.failed);
}

function parseUrls(given: readonly string[]): Map<string, string> {
  return new Map(
    given.map((text) => {
      const [, part, url] = /^([a-z0-9-]+)=(https?:\/\/\S+)$/.exec(text) ?? [];
      if (part === undefined || url === undefined || !URL.canParse(url))
        throw new UsageError(say.test.badUrl(text));
      return [part, url];
    }),
  );
}

async function testForeign(
  terminal: Terminal,
  urls: ReadonlyMap<string, string>,
  flags: TestFlags,
  signal: AbortSignal,
): Promise<boolean> {
  const targets = [...urls].map(([name, url]) => {
    const block = BLOCKS.find((known): known is Block => known === name);
    if (block === undefined) throw new UsageError(say.test.notABlock(name), say.catalog.blocks(BLOCKS));
    return foreignTarget(block, url);
  });
  return runAndReport(terminal, {
    targets,
    useCases: [],
    wires: [],
    allowWrites: flags.allowWrites === true,
    facts: { stack: "foreign", country: "", engine: "url", environment: "unknown", notes: [] },
    folder: flags.report ?? join(flags.data, "foreign", "reports"),
    signal,
    json: flags.json === true,
  });
}

async function testProfile(
  terminal: Terminal,
  profile: string,
  urls: ReadonlyMap<string, string>,
  flags: TestFlags,
  signal: AbortSignal,
): Promise<boolean> {
  const { stack, catalog } = await openStack(profile, terminal, { json: flags.json === true });
  for (const name of urls.keys()) {
    if (!stack.parts.some((part) => part.name === name))
      throw new UsageError(say.test.unknownPart(name, stack.name));
  }
  const folder = join(flags.data, stack.name);
  const targets = await targetsOf(stack, urls, folder, profile);
  // A stack that someone else installed, and any in production, is written to only when told.
  const own = urls.size === 0 && stack.environment !== "production";
  return runAndReport(terminal, {
    targets,
    useCases: useCaseRuns(stack, useCasesOf(catalog), targets),
    wires: wiresOf(stack),
    allowWrites: flags.allowWrites === true || own,
    facts: {
      stack: stack.name,
      country: stack.country.name,
      engine: urls.size === 0 ? "local" : "url",
      environment: stack.environment,
      notes: [],
    },
    folder: flags.report ?? join(folder, "reports"),
    signal,
    json: flags.json === true,
  });
}

/** The parts given by URL, and where any is not given, all others of the stack that runs here. */
async function targetsOf(
  stack: Stack,
  urls: ReadonlyMap<string, string>,
  folder: string,
  profile: string,
): Promise<readonly Target[]> {
  if (urls.size > 0) {
    return stack.parts.flatMap((part) => {
      const url = urls.get(part.name);
      return url === undefined ? [] : [targetOf(stack, part, url)];
    });
  }
  const deployment = runningDeployment(stack, folder, profile);
  return Promise.all(
    stack.parts.map(async (part) =>
      targetOf(
        stack,
        part,
        await deployment.addressOf(part.name, part.product.conformance.port, "workstation"),
      ),
    ),
  );
}

function useCasesOf(catalog: Catalog): readonly UseCase[] {
  return catalog.useCases as readonly UseCase[];
}
