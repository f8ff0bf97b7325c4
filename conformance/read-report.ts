import { z } from "zod";
import { BLOCKS } from "../charts/spi/index.ts";
import { SCHEMA_VERSION } from "./report/json.ts";

const status = z.enum(["passed", "failed", "skipped", "error"]);

const check = z.looseObject({
  check: z.string(),
  operation: z.string(),
  title: z.string(),
  status,
  milliseconds: z.number(),
  reason: z.string().optional(),
  exchanges: z.array(
    z.looseObject({ method: z.string(), url: z.string(), status: z.number(), milliseconds: z.number() }),
  ),
});

const story = z.looseObject({ story: z.string(), title: z.string(), status, milliseconds: z.number() });

const report = z.looseObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.string(),
  stack: z.string(),
  engine: z.string(),
  environment: z.string(),
  startedAt: z.string(),
  notes: z.array(z.string()),
  parts: z.array(
    z.looseObject({
      part: z.string(),
      block: z.enum(BLOCKS),
      product: z.string(),
      url: z.string(),
      results: z.array(check),
    }),
  ),
  useCases: z.array(z.looseObject({ useCase: z.string(), title: z.string(), results: z.array(story) })),
});

/** What comparing and listing read of a report, whether it was just made or comes from a report.json. */
export type ReadReport = z.infer<typeof report>;

/** A part of a report with its checks. */
export type ReadPart = ReadReport["parts"][number];

/** Turns the text of a report.json into a report, or says in one sentence why it is none. */
export function readReport(text: string): ReadReport | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  const parsed = report.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") ?? "";
  return place === "" ? "it has not the form of a report" : `${place} is not what a report has there`;
}
