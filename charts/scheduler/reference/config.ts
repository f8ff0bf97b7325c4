import { commonReferenceConfig } from "../../reference-config.ts";
import { type ConfigureReference, formatIdentifier, type Part, partOf, type Stack } from "../../spi/index.ts";
import type { SchedulerOptions } from "./options.ts";

/** What the scheduler is told: where alerts may go, how long it tries, and who sends its e-mails. */
export const configureScheduler: ConfigureReference<SchedulerOptions> = (context, addressOf) => {
  const { stack, part, options } = context;
  const { requestors: _, emailAlerts: __, alertHosts: ___, ...settings } = options;
  const messagingPath = messagingPathOf(stack, part);
  const allowLoopbackTargets = addressOf(part.name, "api").includes("127.0.0.1");
  return {
    ...commonReferenceConfig(context, addressOf),
    settings: {
      ...settings,
      allowLoopbackTargets,
      ...(messagingPath === undefined ? {} : { messagingPath }),
    },
  };
};

/** The path at the mediator of the part that sends e-mails for this one. */
function messagingPathOf(stack: Stack, part: Part): string | undefined {
  const link = stack.links.find(
    ({ from, capability }) => from === part.name && capability.kind === "messaging",
  );
  if (link === undefined) return undefined;
  const target = partOf(stack, link.to);
  return `/r1/${formatIdentifier(target.identifier)}/${target.block}`;
}
