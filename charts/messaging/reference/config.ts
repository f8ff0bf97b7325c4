import { commonReferenceConfig } from "../../reference-config.ts";
import type { ConfigureReference, TokenHint } from "../../spi/index.ts";
import type { MessagingOptions } from "./options.ts";

/** The token for the dead letters in a cluster. */
export const MANAGEMENT_TOKEN: TokenHint = {
  secret: "management",
  key: "token",
  path: "/management/dead-letters",
};

/** What the messaging server is told: where the mail server is, and how long it tries and keeps. */
export const configureMessaging: ConfigureReference<MessagingOptions> = (context, addressOf) => {
  const { callbackHosts: _, ...settings } = context.options;
  const allowLoopbackTargets = addressOf(context.part.name, "api").includes("127.0.0.1");
  return { ...commonReferenceConfig(context, addressOf), settings: { ...settings, allowLoopbackTargets } };
};
