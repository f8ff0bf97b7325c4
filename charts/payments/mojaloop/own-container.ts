import type { Construct } from "constructs";
import { addFiles, type Files } from "../../../constructs/files.ts";
import type { Plan } from "./plan.ts";

/** The user of our own image. */
export const OWN_USER = 10_001;
/** Where our programs find their configuration. */
export const SETTINGS_FOLDER = "/etc/country-stack";

/** The configuration of one of our programs, as a volume. */
export function ownFiles(
  scope: Construct,
  { context }: Pick<Plan, "context">,
  name: string,
  settings: unknown,
): { readonly name: string; readonly files: Files } {
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  return {
    name: "settings",
    files: addFiles(scope, `${context.part.name}-${name}`, { "config.json": text }),
  };
}

/** What all containers of our image have in common. */
export const OWN_CONTAINER = {
  mounts: [{ volume: "settings", path: SETTINGS_FOLDER, readOnly: true }],
} as const;
