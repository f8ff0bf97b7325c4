import { z } from "zod";
import { REGISTRY_NAME } from "./names.ts";

/** What a stack tells this block's server beyond the common configuration. */
export interface RegistrySettings {
  /** The codes of the registries that the part is meant to hold; those not seeded start empty, of any shape. */
  readonly registries: readonly string[];
  /** How many steps of its tables' making an older release knows; absent in the newest one, which knows all. */
  readonly tables?: number | undefined;
}

const SETTINGS = z.object({
  registries: z.array(REGISTRY_NAME).default([]),
  tables: z.int().min(1).optional(),
});

/** Reads the settings. Throws a TypeError with one sentence that names the place. */
export function readSettings(value: unknown): RegistrySettings {
  const parsed = SETTINGS.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
}
