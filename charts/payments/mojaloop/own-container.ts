import type { Construct } from "constructs";
import type { Files } from "../../../constructs/files.ts";
import { addSettings, SETTINGS_FOLDER } from "../../own-program.ts";
import type { Plan } from "./plan.ts";

/** The configuration of one of our programs, as a volume. */
export function ownFiles(
  scope: Construct,
  { context }: Pick<Plan, "context">,
  name: string,
  settings: unknown,
): { readonly name: string; readonly files: Files } {
  return { name: "settings", files: addSettings(scope, `${context.part.name}-${name}`, settings) };
}

/** What all containers of our image have in common. */
export const OWN_CONTAINER = {
  mounts: [{ volume: "settings", path: SETTINGS_FOLDER, readOnly: true }],
} as const;
