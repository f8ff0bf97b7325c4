import { commonReferenceConfig } from "../../reference-config.ts";
import type { ConfigureReference } from "../../spi/index.ts";
import type { WorkflowOptions } from "./options.ts";

/** What the workflow server is told: how long it tries and keeps. Whom it may call, the mediator is told. */
export const configureWorkflow: ConfigureReference<WorkflowOptions> = (context, addressOf) => {
  const { calls: _, ...settings } = context.options;
  const allowLoopbackTargets = addressOf(context.part.name, "api").includes("127.0.0.1");
  return { ...commonReferenceConfig(context, addressOf), settings: { ...settings, allowLoopbackTargets } };
};
