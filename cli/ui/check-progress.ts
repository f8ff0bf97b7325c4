import type { RunEvent } from "../../conformance/run-options.ts";
import type { Terminal } from "../terminal.ts";

/** Shows how far the checks are: one line that counts, or, not on a terminal, a line a part and story. */
export function checkProgress(terminal: Terminal): { event(event: RunEvent): void; done(): void } {
  const counts = { passed: 0, failed: 0, skipped: 0, error: 0 };
  let drawn = false;
  return {
    event: (event) => {
      if (event.type === "checkFinished") {
        counts[event.result.status] += 1;
        if (!terminal.interactive) return;
        const { passed, failed, skipped, error } = counts;
        const up = drawn ? "\u001b[1A\u001b[2K" : "";
        drawn = true;
        terminal.talk(`${up}  ${passed} passed, ${failed} failed, ${skipped} skipped, ${error} error`);
      }
      if (event.type === "partFinished" && !terminal.interactive) {
        const { results, part } = event.part;
        const passed = results.filter(({ status }) => status === "passed").length;
        terminal.talk(`  ${part}  ${passed} of ${results.length} checks passed`);
      }
      if (event.type === "storyFinished" && !terminal.interactive) {
        terminal.talk(`  ${event.useCase}  ${event.result.title}: ${event.result.status}`);
      }
    },
    done: () => {
      if (drawn) terminal.talk("\u001b[1A\u001b[2K\u001b[1A");
    },
  };
}
