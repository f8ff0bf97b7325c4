/**
 * A program of ours that a product runs in pods of the stack's own image: a bootstrap job or an adapter. It is given
 * its mounted configuration file, parsed, and where to tell its progress (never a secret); SIGTERM aborts `stop`. It
 * answers an exit code. A configuration of the wrong shape is a TypeError or a ZodError.
 */
export type PodProgram = (
  config: unknown,
  tell: (line: string) => void,
  stop: AbortSignal,
) => Promise<number>;
