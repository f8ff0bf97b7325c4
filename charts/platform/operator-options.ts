import { z } from "zod";
import { objectName } from "../../profiles/formats.ts";

/** The options of an operator in a profile. */
export interface OperatorOptions {
  readonly installedIn?: string | undefined;
}

/** The same as a schema. */
export const operatorOptions = z.strictObject({
  installedIn: objectName
    .optional()
    .describe("The namespace in which the cluster has one already; nothing is installed then"),
});
