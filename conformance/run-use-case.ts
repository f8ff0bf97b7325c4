import { INTERRUPTED } from "./attempt.ts";
import type { UseCaseReport } from "./result.ts";
import type { Conditions, RunEvent, UseCaseRun } from "./run-options.ts";
import { runStory, skippedStory } from "./run-story.ts";

/** Runs the stories of a use case one after the other: the negative ones look at what the others left. */
export async function runUseCase(
  run: UseCaseRun,
  conditions: Conditions,
  onEvent: (event: RunEvent) => void,
): Promise<UseCaseReport> {
  const { id: useCase, title, story: meaning, load } = run.useCase;
  const results = [];
  for (const story of (await load()).default) {
    if (story.about !== undefined && run.roles[story.about] === undefined) continue;
    const obstacle = obstacleTo(run, conditions);
    const result =
      obstacle === undefined && run.mediator !== undefined
        ? await runStory(story, run, run.mediator, conditions)
        : skippedStory(story, obstacle ?? INTERRUPTED);
    results.push(result);
    onEvent({ type: "storyFinished", useCase, result });
  }
  return { useCase, title, story: meaning, results };
}

function obstacleTo(run: UseCaseRun, conditions: Conditions): string | undefined {
  if (conditions.signal?.aborted) return INTERRUPTED;
  if (!conditions.allowWrites) return "writes are not allowed in this run";
  if (run.mediator === undefined) return "the stack has no information mediator";
  const vacant = run.useCase.roles
    .filter(({ id, optional }) => optional !== true && run.roles[id] === undefined)
    .map(({ id }) => id);
  return vacant.length === 0 ? undefined : `nobody plays the role ${vacant.join(", ")}`;
}
