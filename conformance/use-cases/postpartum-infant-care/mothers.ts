import type { UseCaseContext } from "../../check.ts";
import { openRegistry, text } from "../own-registry.ts";

/** A mother and her child as the registry of the care has them. */
export interface Enrolled {
  readonly id: string;
  readonly motherId: string;
  readonly childName: string;
  /** `YYYY-MM-DD` */
  readonly childBirthDate: string;
  /** The number of the application's file. */
  readonly application: string;
  /** The number of her consent. */
  readonly consent: string;
}

/** Makes the registry of mothers and children for the time of the story, and gives its path. */
export function openMothers(context: UseCaseContext): Promise<string> {
  return openRegistry(context, {
    motherId: text("National number of the mother"),
    childName: text("Name of the child"),
    childBirthDate: { ...text("Date of birth of the child"), format: "date" },
    application: text("Number of the application"),
    consent: text("Number of the mother's consent"),
  });
}

/** What is entered of a mother and her child. */
export const describeEnrolled = (
  { mark }: Pick<UseCaseContext, "mark">,
  motherId: string,
  application: string,
  consent: string,
): Enrolled => ({
  ...{ id: `${mark}-care`, motherId, application, consent },
  childName: `Test Child ${mark}`,
  childBirthDate: "2026-01-31",
});
