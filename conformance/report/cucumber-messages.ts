/** A moment of Cucumber's messages: seconds since 1970, UTC, and nanoseconds. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

interface Location {
  readonly line: number;
  readonly column: number;
}

interface Tag {
  readonly location: Location;
  readonly name: string;
  readonly id: string;
}

interface Step {
  readonly location: Location;
  readonly keyword: "* ";
  readonly keywordType: "Unknown";
  readonly text: string;
  readonly id: string;
}

/** A scenario of a feature's source. */
export interface Scenario {
  readonly location: Location;
  readonly tags: readonly Tag[];
  readonly keyword: "Scenario";
  readonly name: string;
  readonly description: "";
  readonly steps: readonly Step[];
  readonly examples: readonly never[];
  readonly id: string;
}

/** A feature's source, understood. */
export interface GherkinDocument {
  readonly uri: string;
  readonly feature: {
    readonly location: Location;
    readonly tags: readonly Tag[];
    readonly language: "en";
    readonly keyword: "Feature";
    readonly name: string;
    readonly description: "";
    readonly children: readonly { readonly scenario: Scenario }[];
  };
  readonly comments: readonly never[];
}

/** A scenario, ready to be run. */
export interface Pickle {
  readonly id: string;
  readonly uri: string;
  readonly name: string;
  readonly language: "en";
  readonly steps: readonly {
    readonly astNodeIds: readonly string[];
    readonly id: string;
    readonly type: "Unknown";
    readonly text: string;
  }[];
  readonly tags: readonly { readonly name: string; readonly astNodeId: string }[];
  readonly astNodeIds: readonly string[];
}

/** What came of a step. */
export interface StepOutcome {
  readonly status: "PASSED" | "FAILED" | "SKIPPED";
  readonly duration: Timestamp;
  readonly message?: string;
}

/** One line of Cucumber's messages (cucumber/messages, its JSON schemas), as far as a report has them. */
export type Envelope =
  | {
      readonly meta: {
        readonly protocolVersion: string;
        readonly implementation: { readonly name: string; readonly version: string };
        readonly runtime: { readonly name: string };
        readonly os: { readonly name: string };
        readonly cpu: { readonly name: string };
      };
    }
  | {
      readonly source: {
        readonly uri: string;
        readonly data: string;
        readonly mediaType: "text/x.cucumber.gherkin+plain";
      };
    }
  | { readonly gherkinDocument: GherkinDocument }
  | {
      readonly stepDefinition: {
        readonly id: string;
        readonly pattern: { readonly source: string; readonly type: "REGULAR_EXPRESSION" };
        readonly sourceReference: { readonly uri: string };
      };
    }
  | { readonly pickle: Pickle }
  | { readonly testRunStarted: { readonly timestamp: Timestamp } }
  | {
      readonly testCase: {
        readonly id: string;
        readonly pickleId: string;
        readonly testSteps: readonly {
          readonly id: string;
          readonly pickleStepId: string;
          readonly stepDefinitionIds: readonly string[];
        }[];
      };
    }
  | {
      readonly testCaseStarted: {
        readonly attempt: 0;
        readonly id: string;
        readonly testCaseId: string;
        readonly timestamp: Timestamp;
      };
    }
  | {
      readonly testStepStarted: {
        readonly testCaseStartedId: string;
        readonly testStepId: string;
        readonly timestamp: Timestamp;
      };
    }
  | {
      readonly testStepFinished: {
        readonly testCaseStartedId: string;
        readonly testStepId: string;
        readonly testStepResult: StepOutcome;
        readonly timestamp: Timestamp;
      };
    }
  | {
      readonly testCaseFinished: {
        readonly testCaseStartedId: string;
        readonly timestamp: Timestamp;
        readonly willBeRetried: false;
      };
    }
  | { readonly testRunFinished: { readonly success: boolean; readonly timestamp: Timestamp } };
