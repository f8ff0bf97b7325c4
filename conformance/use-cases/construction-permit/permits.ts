import type { UseCaseContext } from "../../check.ts";
import { openRegistry, text } from "../own-registry.ts";

/** A permit as the registry has it. */
export interface Permit {
  readonly id: string;
  readonly applicantId: string;
  /** The number of the application's file. */
  readonly application: string;
  /** The event of the inspection. */
  readonly inspection: string;
  /** In minor units of the country's currency. */
  readonly fee: number;
  readonly status: "issued";
}

/** Makes the registry of permits for the time of the story, and gives its path. */
export function openPermits(context: UseCaseContext): Promise<string> {
  return openRegistry(context, {
    applicantId: text("National number of the applicant"),
    application: text("Number of the application"),
    inspection: text("Event of the inspection"),
    fee: { type: "integer", description: "What was paid, in minor units" },
    status: text("What the permit is"),
  });
}
