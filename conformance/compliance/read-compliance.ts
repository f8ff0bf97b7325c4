import { z } from "zod";
import { BLOCKS } from "../../charts/spi/index.ts";
import { SCHEMA_VERSION } from "../report/json.ts";

const block = z.enum(BLOCKS);
const state = z.enum(["met", "not met", "attest", "not assessed"]);
const status = z.enum(["passed", "failed", "skipped", "error"]);
const kind = z.enum(["positive", "negative"]);
const timed = { status, milliseconds: z.number(), reason: z.string().exactOptional() };

const check = z.object({
  ...timed,
  check: z.string(),
  operation: z.string(),
  title: z.string(),
  section: z.string(),
  level: z.enum(["REQUIRED", "RECOMMENDED", "OPTIONAL"]),
  kind,
});

const story = z.object({
  ...timed,
  story: z.string(),
  title: z.string(),
  kind,
  steps: z.array(z.object({ ...timed, hop: z.string(), title: z.string() })),
});

const api = z.object({
  block,
  product: z.string(),
  specification: z.string(),
  parts: z.array(z.string()),
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  compatibility: z.number().exactOptional(),
});

const requirement = z.object({
  id: z.string(),
  text: z.string(),
  level: z.enum(["REQUIRED", "RECOMMENDED"]),
  kind: z.enum(["cross-functional", "api", "functional"]),
  block: block.exactOptional(),
  state,
  blocks: z.array(z.object({ block, state })),
  evidence: z.array(
    z.object({
      outcome: z.enum(["passed", "failed", "absent"]),
      block: block.exactOptional(),
      text: z.string(),
    }),
  ),
  question: z.string().exactOptional(),
});

const counts = z.object({
  met: z.number(),
  "not met": z.number(),
  attest: z.number(),
  "not assessed": z.number(),
});

const report = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.string(),
  stack: z.string(),
  startedAt: z.string(),
  verdict: z.enum(["passed", "failed"]),
  parts: z.array(z.object({ part: z.string(), block, product: z.string(), results: z.array(check) })),
  useCases: z.array(z.object({ useCase: z.string(), title: z.string(), results: z.array(story) })),
  compliance: z
    .object({ api: z.array(api), required: counts, recommended: counts, requirements: z.array(requirement) })
    .exactOptional(),
});

/** What compliance and messages are made of, read from a report.json. */
export type CountedReport = z.infer<typeof report>;

/** Turns the text of a report.json into what compliance and messages are made of; undefined where it is none. */
export function readCounted(text: string): CountedReport | undefined {
  try {
    return report.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
