import type { InternalFlow } from "../../../constructs/network-policy.ts";
import { MAIN } from "../../../constructs/workload.ts";

/** Who calls whom, by what is called. The adapter asks each service how it is, besides what it needs of it. */
const CALLERS: Readonly<
  Record<string, { readonly port: number; readonly name: string; readonly callers: readonly string[] }>
> = {
  "central-ledger": {
    port: 3001,
    name: "ledger-users",
    callers: [
      MAIN,
      "bootstrap",
      "ml-api-adapter",
      "notification",
      "account-lookup",
      "account-lookup-admin",
      "quoting-handler",
      "settlement",
      "settlement-handler",
    ],
  },
  "ml-api-adapter": { port: 3000, name: "payers", callers: [MAIN, "bootstrap", "simulator"] },
  "account-lookup": { port: 4002, name: "payers", callers: [MAIN, "bootstrap", "simulator"] },
  quoting: { port: 3002, name: "quote-users", callers: [MAIN, "simulator"] },
  "account-lookup-admin": { port: 4001, name: "setup", callers: [MAIN, "bootstrap"] },
  oracle: { port: 3000, name: "oracle-users", callers: [MAIN, "bootstrap", "account-lookup"] },
  settlement: { port: 3007, name: "settlement-users", callers: [MAIN] },
};

/** Those components that call participants back, and so the adapter at its port for the hub. */
export const CALLING_BACK: readonly string[] = [
  "ml-api-adapter",
  "notification",
  "account-lookup",
  "quoting-handler",
];

/** Which components of the core may talk to each other, of those that are there. */
export function internalFlows(
  components: readonly string[],
  ports: { readonly hub: number; readonly simulator: number },
): InternalFlow[] {
  const present = (name: string) => components.includes(name) || name === "bootstrap";
  const calls = Object.entries(CALLERS).map(([to, { port, name, callers }]) => ({
    from: { name, components: callers.filter(present) },
    to,
    ports: [port],
  }));
  const hub = { name: "hub", components: CALLING_BACK.filter(present) };
  return [
    ...calls,
    { from: hub, to: MAIN, ports: [ports.hub] },
    ...(present("simulator") ? [{ from: hub, to: "simulator", ports: [ports.simulator] }] : []),
  ];
}
