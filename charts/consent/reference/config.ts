import { SINK_PORT, sinkAddress } from "../../callback-sink.ts";
import { commonReferenceConfig } from "../../reference-config.ts";
import type { ConfigureReference, TokenHint } from "../../spi/index.ts";
import type { ConsentOptions } from "./options.ts";

/** The token for policies, agreements, webhooks and audit in a cluster. */
export const MANAGEMENT_TOKEN: TokenHint = { secret: "management", key: "token", path: "/config/policies/" };

/** What the consent server is told: where webhooks may go. Outside of production that is the sink of checks, too. */
export const configureConsent: ConfigureReference<ConsentOptions> = (context, addressOf) => {
  const { stack, part, options } = context;
  const sink = { host: new URL(sinkAddress(stack)).hostname, port: SINK_PORT };
  return {
    ...commonReferenceConfig(context, addressOf),
    settings: {
      webhookHosts: [...options.webhookHosts, ...(stack.environment === "production" ? [] : [sink])],
      allowLoopbackTargets: addressOf(part.name, "api").includes("127.0.0.1"),
      retryBaseMs: options.retryBaseMs,
    },
  };
};
