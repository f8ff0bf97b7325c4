import { ownLabels } from "../cluster/ownership.ts";

/** The label by which every object of a sandbox is known, with its name. */
export const SANDBOX_LABEL = "country-stack/sandbox";
/** When a sandbox goes: RFC 3339, UTC. On its namespaces and its record; the record's counts. */
export const EXPIRES_ANNOTATION = "country-stack/expires";
/** The file that a sandbox was made from, without its folders. */
export const PROFILE_ANNOTATION = "country-stack/profile";

/** The labels of all that belongs to a sandbox: those of its stack, and its own. */
export function sandboxLabels(name: string): Record<string, string> {
  return { ...ownLabels(name), [SANDBOX_LABEL]: name };
}
