import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { BLOCKS, type Block } from "../../charts/spi/index.ts";

const operation = z.strictObject({
  id: z.string().regex(/^[A-Za-z][\w.-]*$/),
  title: z.string().min(1).max(80),
  file: z.string().min(1),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: z.string().startsWith("/"),
  query: z.record(z.string(), z.string()).optional(),
  field: z.string().min(1).optional(),
  direction: z.enum(["served", "emitted"]),
  level: z.enum(["REQUIRED", "RECOMMENDED", "OPTIONAL"]),
  idempotency: z.string().min(1),
});

const operations = z.strictObject({
  block: z.enum(BLOCKS),
  operations: z.array(operation).min(1),
});

/**
 * One operation of a block, as its `operations.yaml` lists it. `id` is the specification's operationId, or one of
 * ours where it has none; `file` the specification's file or chapter; `query` and `field`, a parameter and a field of
 * the content, tell it from others of the same method and path; `direction` says whether the block serves the call or
 * makes it; `idempotency` what makes a replay harmless.
 */
export type ListedOperation = z.infer<typeof operation>;

/** The operations of a block that has a suite. Throws where the list is missing or has another shape: a bug. */
export function loadOperations(block: Block): readonly ListedOperation[] {
  const text = readFileSync(new URL(`./${block}/operations.yaml`, import.meta.url), "utf8");
  return operations.parse(parse(text)).operations;
}
