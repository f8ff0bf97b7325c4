import type { CheckContext, UseCaseContext } from "../check.ts";

/** A role of the story as a check of its block would see it. */
export function checkContextOf(context: UseCaseContext, role: string): CheckContext {
  const { roles, direct, sink, mark, cleanUp } = context;
  const target = roles[role];
  if (target === undefined) throw new Error(`the use case has no role ${role}`);
  return { target, http: direct(role), sink, mark, cleanUp };
}
