import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from enlarging the space of young objects: an update makes much garbage at once, for which that space would
 * grow to several times what the work needs. V8 reads this setting whenever it would grow it, so that it takes effect
 * in a process that runs, unlike `--max-semi-space-size`.
 */
export function saveMemory(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
