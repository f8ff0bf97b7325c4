import type { SuiteTable } from "./run-options.ts";

/** The suites that exist. Each is loaded when a part of its block is checked. */
export const SUITES: SuiteTable = {
  "information-mediator": async () => (await import("./suites/information-mediator/suite.ts")).default,
  "digital-registries": async () => (await import("./suites/digital-registries/suite.ts")).default,
};
