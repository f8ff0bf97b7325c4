import { commonReferenceConfig } from "../../reference-config.ts";
import type { ConfigureReference } from "../../spi/index.ts";

/** The registries' options in a profile. */
export interface RegistriesOptions {
  readonly registries: readonly string[];
}

/** The release before the audit log told members apart; our image carries both (docs/adr/0018-upgrades.md). */
export const CANDIDATE = "0.1.0-rc.1";

/** How many steps of the tables' making an older release knows. */
const TABLES: Readonly<Record<string, number>> = { [CANDIDATE]: 1 };

/** What the registries' server is told: the registries that it is meant to hold, and which tables an older release has. */
export const configureRegistries: ConfigureReference<RegistriesOptions> = (context, addressOf) => {
  const tables = TABLES[context.part.release.version];
  return {
    ...commonReferenceConfig(context, addressOf),
    settings: { registries: context.options.registries, ...(tables === undefined ? {} : { tables }) },
  };
};
