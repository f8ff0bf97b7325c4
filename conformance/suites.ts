import type { SuiteTable } from "./run-options.ts";

/** The suites that exist. Each is loaded when a part of its block is checked. */
export const SUITES: SuiteTable = {
  "information-mediator": async () => (await import("./suites/information-mediator/suite.ts")).default,
  identity: async () => (await import("./suites/identity/suite.ts")).default,
  "digital-registries": async () => (await import("./suites/digital-registries/suite.ts")).default,
  payments: async () => (await import("./suites/payments/suite.ts")).default,
  registration: async () => (await import("./suites/registration/suite.ts")).default,
  messaging: async () => (await import("./suites/messaging/suite.ts")).default,
  consent: async () => (await import("./suites/consent/suite.ts")).default,
  workflow: async () => (await import("./suites/workflow/suite.ts")).default,
  scheduler: async () => (await import("./suites/scheduler/suite.ts")).default,
};
