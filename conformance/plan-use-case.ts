import { INTERRUPTED } from "./attempt.ts";
import type { Story } from "./check.ts";
import type { StoryResult, UseCaseReport } from "./result.ts";
import type { Conditions, RunEvent, UseCaseRun } from "./run-options.ts";
import { runStory, skippedStory } from "./run-story.ts";

/** The stories of a use case that are to be told. */
interface UseCasePlan {
  /** Each tells a story. They may run side by side: what a story looks at, it made itself. */
  readonly jobs: readonly (() => Promise<void>)[];
  /** What came of them, in the order of the use case. */
  report(): UseCaseReport;
}

/** Loads a use case. Rejects where that cannot be; its jobs never do. */
export async function planUseCase(
  run: UseCaseRun,
  conditions: Conditions,
  onEvent: (event: RunEvent) => void,
): Promise<UseCasePlan> {
  const { id: useCase, title, story: meaning, load } = run.useCase;
  const stories = (await load()).default.filter(
    ({ about }) => about === undefined || run.roles[about] !== undefined,
  );
  const results = new Map<Story, StoryResult>();
  const tell = async (story: Story) => {
    const obstacle = obstacleTo(run, conditions);
    const result =
      obstacle === undefined && run.mediator !== undefined
        ? await runStory(story, run, run.mediator, conditions)
        : skippedStory(story, obstacle ?? INTERRUPTED);
    results.set(story, result);
    onEvent({ type: "storyFinished", useCase, result });
  };
  return {
    jobs: stories.map((story) => () => tell(story)),
    report: () => ({
      useCase,
      title,
      story: meaning,
      results: stories.flatMap((story) => results.get(story) ?? []),
    }),
  };
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
