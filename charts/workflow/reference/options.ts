import { z } from "zod";
import { type Capability, registry } from "../../spi/index.ts";

const REGISTRY = "registry:";
const KINDS = ["payments", "messaging", "registration", "consent", "scheduler"] as const;

const call = z
  .string()
  .regex(/^(?:registry:[a-z][a-z0-9-]{0,29}|payments|messaging|registration|consent|scheduler)$/, {
    error: `registry:CODE, or one of ${KINDS.join(", ")}`,
  });

/** The workflow server's options in a profile. */
export const workflowOptions = z.strictObject({
  calls: z
    .array(call)
    .default([])
    .describe("What processes may call through the mediator: registry:CODE, payments, messaging and so on"),
  retryBaseMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(1000)
    .describe("First pause before a call is made again, in milliseconds; it doubles each time"),
  giveUpAfterHours: z
    .int()
    .min(1)
    .max(8760)
    .default(24)
    .describe("How long a call is made again before its task fails"),
  keepInstanceDays: z
    .int()
    .min(1)
    .max(36_500)
    .default(365)
    .describe("How long instances are kept after their end"),
});

/** The workflow server's options, parsed. */
export type WorkflowOptions = z.output<typeof workflowOptions>;

/** What the processes need of other parts. */
export function capabilitiesOf({ calls }: WorkflowOptions): Capability[] {
  return calls.map((name) => {
    if (name.startsWith(REGISTRY)) return registry(name.slice(REGISTRY.length));
    const kind = KINDS.find((one) => one === name);
    if (kind === undefined) throw new Error(`no part provides ${name}`);
    return { kind, traits: {} };
  });
}
