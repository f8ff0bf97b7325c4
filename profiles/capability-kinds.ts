import type { Block, CapabilityKind } from "../charts/spi/index.ts";

/** Every kind of capability and the block that offers it; platform services belong to no one block. */
const BLOCK_OF: Readonly<Record<CapabilityKind, Block | undefined>> = {
  mediator: "information-mediator",
  registry: "digital-registries",
  events: "information-mediator",
  oidc: "identity",
  payments: "payments",
  consent: "consent",
  messaging: "messaging",
  registration: "registration",
  workflow: "workflow",
  scheduler: "scheduler",
  postgres: undefined,
  mysql: undefined,
  kafka: undefined,
  valkey: undefined,
  "object-storage": undefined,
  "certificate-authority": undefined,
  gateway: undefined,
  operator: undefined,
};

/** The kinds of capability, as `uses:` and `providers:` may name them. */
export const CAPABILITY_KINDS: readonly string[] = Object.keys(BLOCK_OF);

/** The block whose products offer a kind of capability; nothing for platform services. */
export function blockOfKind(kind: CapabilityKind): Block | undefined {
  return BLOCK_OF[kind];
}

/** Tells whether a kind is a platform service: what providing it makes a part go before all others. */
export function isPlatformKind(kind: CapabilityKind): boolean {
  return BLOCK_OF[kind] === undefined;
}
