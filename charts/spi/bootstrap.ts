/**
 * One step of setting a product up by its own API. What is done is read from the product itself and nowhere else, so
 * that a job which was killed goes on where the product stands.
 */
export interface BootstrapStep {
  /** Kebab-case, unique in its plan. */
  readonly id: string;
  /** What is there afterwards, for people. */
  readonly title: string;
  /** Whether the product already has what the step makes; half of it is not done. */
  isDone(stop: AbortSignal): Promise<boolean>;
  /** Makes it, also where half of it is there. What it throws is tried again, unless it is a {@link FinalError}. */
  run(stop: AbortSignal): Promise<void>;
}

/** What no other try can mend: a wrong configuration, a refusal that stays. The message is for people. */
export class FinalError extends Error {
  override name = "FinalError";
}
