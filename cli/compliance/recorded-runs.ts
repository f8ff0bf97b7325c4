import type { OpenedStack } from "../open-stack.ts";
import type { TargetFlags } from "../target-options.ts";
import type { RecordedRuns } from "./gather-evidence.ts";

/** The record of runs against a stack, to be asked once it is needed. */
export function recordedRuns({ stack, hash }: OpenedStack, flags: TargetFlags): RecordedRuns {
  return {
    hash,
    read: async () => {
      const { readRuns } = await import("../history/show-history.ts");
      return readRuns(stack.name, flags);
    },
  };
}
