import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from taking more memory than the work needs: an update and a run of checks make much garbage at once, for which the space of
 * young objects would grow to several times its size, and that of old ones twofold between collections. V8 reads these
 * settings whenever it would let them grow, so that they take effect in a process that runs, unlike the limits that
 * Node takes when it starts.
 */
export function saveMemory(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}
