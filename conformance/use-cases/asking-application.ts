import type { UseCaseContext } from "../check.ts";

/**
 * Who the application of the role `asking` is to the mediator, `INSTANCE/CLASS/MEMBER/APPLICATION`: its service's path
 * without the service.
 */
export function askingApplication({ servicePath }: Pick<UseCaseContext, "servicePath">): string {
  return (servicePath["asking"] ?? "").split("/").slice(2, 6).join("/");
}

/** An application of the same instance that nobody has ever given a right. */
export function strangeApplication(context: Pick<UseCaseContext, "servicePath">): string {
  return `${askingApplication(context).split("/")[0]}/GOV/cs-test/none`;
}
