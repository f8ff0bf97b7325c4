import { join } from "node:path";
import { BLOCKS, type Block, type Stack } from "../charts/spi/index.ts";
import type { UseCase } from "../conformance/check.ts";
import { showCertificate } from "../conformance/send-request.ts";
import { checkDeployment } from "./check-deployment.ts";
import { foreignEvidence, urlEvidence } from "./compliance/gather-evidence.ts";
import { recordedRuns } from "./compliance/recorded-runs.ts";
import { EXIT, Exit, UsageError } from "./exit.ts";
import { recordTest } from "./history/record-checks.ts";
import { interruptSignal } from "./interrupt.ts";
import { say } from "./messages/talk-en.ts";
import { openRunning } from "./open-running.ts";
import { openForeignSink } from "./open-sink.ts";
import { type OpenedStack, openStack } from "./open-stack.ts";
import { readCredentials } from "./read-credentials.ts";
import { readFixtures } from "./read-fixtures.ts";
import { type Pace, type PaceFlags, readPace } from "./read-pace.ts";
import { readTokens } from "./read-tokens.ts";
import { runAndReport } from "./run-and-report.ts";
import type { TargetFlags } from "./target-options.ts";
import { foreignTarget, targetOf, useCaseRuns, wiresOf } from "./targets.ts";
import type { Terminal } from "./terminal.ts";

/** What `test` was told on the command line. */
export interface TestFlags extends TargetFlags, PaceFlags {
  readonly url?: readonly string[];
  readonly tokenFile?: readonly string[];
  readonly fixtures?: readonly string[];
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly ca?: string;
  readonly allowWrites?: true;
  readonly report?: string;
  readonly json?: true;
}

/** What holds wherever the parts run. */
interface Testing {
  readonly flags: TestFlags;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** Runs the checks against parts given by URL, by the profile's running stack, or both. */
export async function testStack(
  terminal: Terminal,
  profile: string | undefined,
  flags: TestFlags,
): Promise<void> {
  const urls = parseUrls(flags.url ?? []);
  if (profile === undefined && urls.size === 0) throw new UsageError(say.test.nothing);
  if (flags.target === "cluster" && urls.size > 0) throw new UsageError(say.test.urlAndTarget);
  if (flags.tokenFile !== undefined && urls.size === 0) throw new UsageError(say.test.tokenWithoutUrl);
  if (flags.fixtures !== undefined && urls.size === 0) throw new UsageError(say.test.fixturesWithoutUrl);
  const pace = readPace(flags);
  showCertificates(flags, [...urls.values()]);
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  const testing = { flags, pace, signal };
  const passed =
    profile === undefined
      ? await testForeign(terminal, urls, testing)
      : await testProfile(terminal, profile, urls, testing);
  if (signal.aborted) throw new Exit(EXIT.interrupted);
  if (!passed) throw new Exit(EXIT.failed);
}

function showCertificates(flags: TestFlags, urls: readonly string[]): void {
  for (const [origin, credentials] of readCredentials(flags, urls)) showCertificate(origin, credentials);
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
  { flags, pace, signal }: Testing,
): Promise<boolean> {
  const blocks = [...urls].map(([name, url]) => {
    const block = BLOCKS.find((known): known is Block => known === name);
    if (block === undefined) throw new UsageError(say.test.notABlock(name), say.catalog.blocks(BLOCKS));
    return { block, url };
  });
  const parts = blocks.map(({ block }) => ({ name: block, asks: undefined }));
  const tokens = readTokens(flags.tokenFile ?? [], parts, process.env);
  const fixtures = readFixtures(flags.fixtures ?? [], [...urls.keys()]);
  const targets = blocks.map(({ block, url }) =>
    foreignTarget(block, url, tokens.get(block), fixtures.get(block)),
  );
  return runAndReport(terminal, {
    targets,
    useCases: [],
    wires: [],
    allowWrites: flags.allowWrites === true,
    pace,
    facts: { stack: "foreign", country: "", engine: "url", environment: "unknown", notes: [] },
    folder: flags.report ?? join(flags.data, "foreign", "reports"),
    signal,
    json: flags.json === true,
    evidence: async () => foreignEvidence,
    openSink: () => openForeignSink(targets),
  });
}

async function testProfile(
  terminal: Terminal,
  profile: string,
  urls: ReadonlyMap<string, string>,
  { flags, pace, signal }: Testing,
): Promise<boolean> {
  const opened = await openStack(profile, terminal, { json: flags.json === true });
  const { stack } = opened;
  for (const name of urls.keys()) {
    if (!stack.parts.some((part) => part.name === name))
      throw new UsageError(say.test.unknownPart(name, stack.name));
  }
  const reports = flags.report ?? join(flags.data, stack.name, "reports");
  if (urls.size > 0) return testUrls(terminal, opened, urls, reports, { flags, pace, signal });
  const { deployment, engine } = await openRunning(opened, profile, flags);
  try {
    return await checkDeployment(terminal, {
      stack,
      catalog: opened.catalog,
      deployment,
      engine,
      reports,
      allowWrites: flags.allowWrites === true,
      pace,
      signal,
      json: flags.json === true,
      onReport: (report) =>
        recordTest(terminal, opened, flags, join(flags.data, stack.name), report, signal.aborted),
      recorded: recordedRuns(opened, flags),
    });
  } finally {
    await deployment.close();
  }
}

/** The parts given by URL, which someone else installed: written to only when told. */
function testUrls(
  terminal: Terminal,
  { stack, catalog }: OpenedStack,
  urls: ReadonlyMap<string, string>,
  reports: string,
  { flags, pace, signal }: Testing,
): Promise<boolean> {
  const targets = targetsAt(stack, urls, flags);
  return runAndReport(terminal, {
    targets,
    useCases: useCaseRuns(stack, catalog.useCases as readonly UseCase[], targets),
    wires: wiresOf(stack),
    allowWrites: flags.allowWrites === true,
    pace,
    facts: {
      stack: stack.name,
      country: stack.country.name,
      engine: "url",
      environment: stack.environment,
      notes: [],
    },
    folder: reports,
    signal,
    json: flags.json === true,
    evidence: async () => urlEvidence(stack, [...urls.keys()]),
    openSink: () => openForeignSink(targets),
  });
}

function targetsAt(stack: Stack, urls: ReadonlyMap<string, string>, flags: TestFlags) {
  const parts = stack.parts.filter(({ name }) => urls.has(name));
  const asking = parts.map(({ name, product }) => ({ name, asks: product.conformance.token !== undefined }));
  const tokens = readTokens(flags.tokenFile ?? [], asking, process.env);
  const fixtures = readFixtures(flags.fixtures ?? [], [...urls.keys()]);
  return parts.map((part) =>
    targetOf(stack, part, urls.get(part.name) ?? "", tokens.get(part.name), fixtures.get(part.name)),
  );
}
