import { z } from "zod";

const id = z.string().min(1);
const timestamp = z.strictObject({
  seconds: z.int().positive(),
  nanos: z.int().min(0).max(999_999_999),
});
const duration = z.strictObject({ seconds: z.int().min(0), nanos: z.int().min(0).max(999_999_999) });
const location = z.strictObject({ line: z.int().positive(), column: z.int().positive() });
const tags = z.array(z.strictObject({ location, name: z.string().regex(/^@[^\s@#]+$/), id }));
const named = z.strictObject({ name: z.string(), version: z.string().optional() });

/** For tests: what cucumber/messages demands of each envelope that a report makes, as its published schemas have it. */
export const envelope = z.union([
  z.strictObject({
    meta: z.strictObject({
      protocolVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
      implementation: named,
      runtime: named,
      os: named,
      cpu: named,
    }),
  }),
  z.strictObject({
    source: z.strictObject({
      uri: id,
      data: z.string(),
      mediaType: z.literal("text/x.cucumber.gherkin+plain"),
    }),
  }),
  z.strictObject({
    gherkinDocument: z.strictObject({
      uri: id,
      feature: z.strictObject({
        location,
        tags,
        language: z.literal("en"),
        keyword: z.literal("Feature"),
        name: id,
        description: z.string(),
        children: z.array(
          z.strictObject({
            scenario: z.strictObject({
              location,
              tags,
              keyword: z.literal("Scenario"),
              name: id,
              description: z.string(),
              steps: z.array(
                z.strictObject({
                  location,
                  keyword: z.literal("* "),
                  keywordType: z.literal("Unknown"),
                  text: id,
                  id,
                }),
              ),
              examples: z.array(z.never()),
              id,
            }),
          }),
        ),
      }),
      comments: z.array(z.never()),
    }),
  }),
  z.strictObject({
    stepDefinition: z.strictObject({
      id,
      pattern: z.strictObject({ source: z.string(), type: z.literal("REGULAR_EXPRESSION") }),
      sourceReference: z.strictObject({ uri: z.string() }),
    }),
  }),
  z.strictObject({
    pickle: z.strictObject({
      id,
      uri: id,
      name: id,
      language: z.literal("en"),
      steps: z
        .array(z.strictObject({ astNodeIds: z.array(id).min(1), id, type: z.literal("Unknown"), text: id }))
        .min(1),
      tags: z.array(z.strictObject({ name: id, astNodeId: id })),
      astNodeIds: z.array(id).length(1),
    }),
  }),
  z.strictObject({ testRunStarted: z.strictObject({ timestamp }) }),
  z.strictObject({
    testCase: z.strictObject({
      id,
      pickleId: id,
      testSteps: z.array(z.strictObject({ id, pickleStepId: id, stepDefinitionIds: z.array(id).length(1) })),
    }),
  }),
  z.strictObject({
    testCaseStarted: z.strictObject({ attempt: z.int().min(0), id, testCaseId: id, timestamp }),
  }),
  z.strictObject({ testStepStarted: z.strictObject({ testCaseStartedId: id, testStepId: id, timestamp }) }),
  z.strictObject({
    testStepFinished: z.strictObject({
      testCaseStartedId: id,
      testStepId: id,
      testStepResult: z.strictObject({
        status: z.enum(["PASSED", "FAILED", "SKIPPED"]),
        duration,
        message: z.string().optional(),
      }),
      timestamp,
    }),
  }),
  z.strictObject({
    testCaseFinished: z.strictObject({ testCaseStartedId: id, timestamp, willBeRetried: z.literal(false) }),
  }),
  z.strictObject({ testRunFinished: z.strictObject({ success: z.boolean(), timestamp }) }),
]);
