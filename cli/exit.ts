/** What a command's end means to a script. */
export const EXIT = { done: 0, failed: 1, usage: 2, changes: 3, interrupted: 130 } as const;

/** Ends the command with a code; what there was to say has been said. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.name = "Exit";
    this.code = code;
  }
}

/** Wrong use: one sentence and what to type instead. Exit code 2. */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}
