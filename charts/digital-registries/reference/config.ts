import { commonReferenceConfig } from "../../reference-config.ts";
import type { ConfigureReference } from "../../spi/index.ts";

/** The registries' options in a profile. */
export interface RegistriesOptions {
  readonly registries: readonly string[];
}

/** What the registries' server is told: the registries that it is meant to hold. */
export const configureRegistries: ConfigureReference<RegistriesOptions> = (context, addressOf) => ({
  ...commonReferenceConfig(context, addressOf),
  settings: { registries: context.options.registries },
});
