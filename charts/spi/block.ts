/** GovStack's building blocks, by GovStack's own names. */
export const BLOCKS = [
  "information-mediator",
  "identity",
  "payments",
  "digital-registries",
  "registration",
  "consent",
  "messaging",
  "workflow",
  "scheduler",
  "e-signature",
  "e-marketplace",
  "gis",
  "wallet",
  "cms",
  "cloud-infrastructure",
] as const;

/** The name of one GovStack building block. */
export type Block = (typeof BLOCKS)[number];

/** What a person reads for a block. */
export const BLOCK_TITLES: Readonly<Record<Block, string>> = {
  "information-mediator": "Information Mediator",
  identity: "Identity",
  payments: "Payments",
  "digital-registries": "Digital Registries",
  registration: "Registration",
  consent: "Consent",
  messaging: "Messaging",
  workflow: "Workflow",
  scheduler: "Scheduler",
  "e-signature": "e-Signature",
  "e-marketplace": "e-Marketplace",
  gis: "GIS",
  wallet: "Wallet",
  cms: "Content Management",
  "cloud-infrastructure": "Cloud Infrastructure",
};
