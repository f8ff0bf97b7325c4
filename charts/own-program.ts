import type { Construct } from "constructs";
import { addFiles, type Files } from "../constructs/files.ts";

/** Where programs of ours find what they are told (`charts/pod-programs.ts`). */
export const SETTINGS_FOLDER = "/etc/country-stack";
const SETTINGS_FILE = "config.json";

/** Adds the ConfigMap `name` with what a program is told, to be mounted at the folder of {@link programArgs}. */
export function addSettings(scope: Construct, name: string, settings: unknown): Files {
  return addFiles(scope, name, { [SETTINGS_FILE]: `${JSON.stringify(settings, null, 2)}\n` });
}

/** The arguments with which our image runs a product's program. */
export function programArgs(product: string, program: string, folder: string = SETTINGS_FOLDER): string[] {
  return ["pod", product, program, "--config", `${folder}/${SETTINGS_FILE}`];
}
