import type { Part, ProductProblem, Stack } from "../../spi/index.ts";
import type { IdentityOptions } from "./options.ts";

/** What of a profile the identity server cannot work with, before anything is installed. */
export function problemsOf(stack: Stack, part: Part, options: IdentityOptions): ProductProblem[] {
  const users = stack.links
    .filter(({ to, capability }) => to === part.name && capability.kind === "oidc")
    .map(({ from }) => from);
  const strangers = Object.keys(options.redirectUris).filter((user) => !users.includes(user));
  return [
    ...(options.deliverCodes === "development" && stack.environment !== "development"
      ? [
          {
            reason: "one-time codes that are read at the server itself let everyone in as anyone",
            remedy: "set deliverCodes to messaging, and have a part that sends e-mails",
            option: ["deliverCodes"],
          },
        ]
      : []),
    ...strangers.map((user) => ({
      reason: `no part ${user} signs people in here`,
      remedy: "name a part that uses oidc of this one",
      option: ["redirectUris", user],
    })),
  ];
}
