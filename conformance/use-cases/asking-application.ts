import type { UseCaseContext } from "../check.ts";

type Paths = Pick<UseCaseContext, "servicePath">;

/**
 * Who the application of a role is to the mediator, `INSTANCE/CLASS/MEMBER/APPLICATION`: its service's path without
 * the service.
 */
export function applicationOf({ servicePath }: Paths, role: string): string {
  return (servicePath[role] ?? "").split("/").slice(2, 6).join("/");
}

/** Who the application of the role `asking` is to the mediator. */
export function askingApplication(context: Paths): string {
  return applicationOf(context, "asking");
}

/** An application of the same instance that nobody has ever given a right. */
export function strangeApplication({ servicePath }: Paths): string {
  const [anyPath = ""] = Object.values(servicePath);
  return `${anyPath.split("/")[2]}/GOV/cs-test/none`;
}
