import { SMOKE } from "../compliance/api-results.ts";
import type { CheckResult, PartReport, Report, Status, StoryResult, UseCaseReport } from "../result.ts";
import type { Envelope, Pickle, StepOutcome, Timestamp } from "./cucumber-messages.ts";
import { type PlainFeature, writeFeature } from "./gherkin.ts";

/** The version of Cucumber's messages that these follow. */
const PROTOCOL = "27.0.0";

type TimedCheck = Pick<
  CheckResult,
  "check" | "operation" | "title" | "section" | "level" | "kind" | "status" | "milliseconds" | "reason"
>;
type TimedStory = Pick<StoryResult, "story" | "title" | "kind" | "status" | "milliseconds" | "reason"> & {
  readonly steps: readonly Pick<
    StoryResult["steps"][number],
    "hop" | "title" | "status" | "milliseconds" | "reason"
  >[];
};

/** What messages are made of; a report that was read back has it too. */
export interface MessageSource extends Pick<Report, "tool" | "startedAt" | "verdict"> {
  readonly parts: readonly (Pick<PartReport, "part" | "block" | "product"> & {
    readonly results: readonly TimedCheck[];
  })[];
  readonly useCases: readonly (Pick<UseCaseReport, "useCase" | "title"> & {
    readonly results: readonly TimedStory[];
  })[];
}

/** What is run of a scenario; nothing of one that was skipped. */
interface Played {
  readonly steps: readonly (StepOutcome & { readonly milliseconds: number })[];
}

interface PlayedFeature extends PlainFeature {
  /** One of each scenario. */
  readonly played: readonly (Played | undefined)[];
}

/**
 * The report as Cucumber messages, one JSON object a line, as GovStack's testing web app takes them: a feature per
 * operation of a part and per use case, a scenario per check and per story; smoke checks belong to no block. What was skipped stands there as a scenario
 * that was not run: the web app would count it as failed. Errors are failures. Only how long each took is measured; the
 * moments follow from it, one after the other from the run's begin on.
 */
export function renderCucumber(report: MessageSource): string {
  let ids = 0;
  const newId = () => `${++ids}`;
  const features = featuresOf(report).map((feature) => ({ feature, written: writeFeature(feature, newId) }));
  let now = Date.parse(report.startedAt);
  const pass = (milliseconds: number) => {
    now += milliseconds;
    return timestamp(now);
  };
  const definition = newId();
  const messages: Envelope[] = [metaOf(report), definitionOf(definition)];
  for (const { written } of features) {
    const { document, source, pickles } = written;
    messages.push(
      { source: { uri: document.uri, data: source, mediaType: "text/x.cucumber.gherkin+plain" } },
      { gherkinDocument: document },
      ...pickles.map((pickle) => ({ pickle })),
    );
  }
  messages.push({ testRunStarted: { timestamp: pass(0) } });
  for (const { feature, written } of features) {
    for (const [index, pickle] of written.pickles.entries()) {
      const played = feature.played[index];
      if (played !== undefined) messages.push(...playPickle(pickle, played, definition, newId, pass));
    }
  }
  messages.push({ testRunFinished: { success: report.verdict === "passed", timestamp: pass(0) } });
  return `${messages.map((message) => JSON.stringify(message)).join("\n")}\n`;
}

function metaOf({ tool }: MessageSource): Envelope {
  const [, name = tool, version = ""] = /^(\S+) (\S+)$/.exec(tool) ?? [];
  const unsaid = { name: "not told" };
  const meta = { implementation: { name, version }, runtime: { name: "node.js" }, os: unsaid, cpu: unsaid };
  return { meta: { protocolVersion: PROTOCOL, ...meta } };
}

/** One definition that fits every step: readers take a step without one for undefined. */
function definitionOf(id: string): Envelope {
  const pattern = { source: ".*", type: "REGULAR_EXPRESSION" } as const;
  return { stepDefinition: { id, pattern, sourceReference: { uri: "conformance/suites" } } };
}

function featuresOf({ parts, useCases }: MessageSource): PlayedFeature[] {
  const operations = parts.flatMap((part) => {
    const named = new Set(part.results.map(({ operation }) => operation));
    named.delete(SMOKE);
    return [...named].map((operation) => featureOf(part, operation));
  });
  return [...operations, ...useCases.map(useCaseFeature)];
}

function featureOf(
  { part, block, product, results }: MessageSource["parts"][number],
  operation: string,
): PlayedFeature {
  const own = results.filter((result) => result.operation === operation);
  return {
    uri: `features/${part}/${operation}.feature`,
    name: `${part}: ${operation}`,
    tags: [`block:${block}`, `part:${part}`, `product:${product}`],
    scenarios: own.map(({ check, title, level, kind }) => ({
      name: title,
      tags: [check, level, kind],
      steps: [title],
    })),
    played: own.map(({ status, ...result }) =>
      status === "skipped" ? undefined : { steps: [outcomeOf({ status, ...result })] },
    ),
  };
}

function useCaseFeature({ useCase, title, results }: MessageSource["useCases"][number]): PlayedFeature {
  return {
    uri: `features/use-cases/${useCase}.feature`,
    name: title,
    tags: [`use-case:${useCase}`],
    scenarios: results.map(({ story, title: told, kind, steps }) => ({
      name: told,
      tags: [story, kind],
      // The last one carries the story's own end: it may fail though no step of it did.
      steps: [...steps.map((step) => `${step.hop}: ${step.title}`), told],
    })),
    played: results.map(({ status, reason, steps }) => {
      if (status === "skipped") return undefined;
      const end = outcomeOf({ status, milliseconds: 0, ...(reason === undefined ? {} : { reason }) });
      return { steps: [...steps.map(outcomeOf), end] };
    }),
  };
}

type Timed = { readonly status: Status; readonly milliseconds: number; readonly reason?: string };

function outcomeOf({ status, milliseconds, reason }: Timed): Played["steps"][number] {
  const words = { passed: "PASSED", failed: "FAILED", error: "FAILED", skipped: "SKIPPED" } as const;
  const message = reason === undefined || status === "passed" ? {} : { message: reason };
  return { status: words[status], duration: timestamp(milliseconds), ...message, milliseconds };
}

function playPickle(
  pickle: Pickle,
  { steps }: Played,
  definition: string,
  newId: () => string,
  pass: (milliseconds: number) => Timestamp,
): Envelope[] {
  const testSteps = pickle.steps.map((step) => ({
    id: newId(),
    pickleStepId: step.id,
    stepDefinitionIds: [definition],
  }));
  const testCaseId = newId();
  const testCaseStartedId = newId();
  const begin = { attempt: 0, id: testCaseStartedId, testCaseId, timestamp: pass(0) } as const;
  const told = steps.flatMap(({ milliseconds, ...testStepResult }, index): Envelope[] => {
    const of = { testCaseStartedId, testStepId: testSteps[index]?.id ?? "" };
    const started = { testStepStarted: { ...of, timestamp: pass(0) } };
    return [started, { testStepFinished: { ...of, testStepResult, timestamp: pass(milliseconds) } }];
  });
  return [
    { testCase: { id: testCaseId, pickleId: pickle.id, testSteps } },
    { testCaseStarted: begin },
    ...told,
    { testCaseFinished: { testCaseStartedId, timestamp: pass(0), willBeRetried: false } },
  ];
}

function timestamp(milliseconds: number): Timestamp {
  const whole = Math.round(milliseconds);
  return { seconds: Math.floor(whole / 1000), nanos: (whole % 1000) * 1_000_000 };
}
