import { commonReferenceConfig } from "../../reference-config.ts";
import type { ConfigureReference } from "../../spi/index.ts";

/** The registration server's options in a profile. */
export interface RegistrationOptions {
  readonly operators?: readonly string[] | undefined;
}

/** What the registration server is told: the applications that operators work with. */
export const configureRegistration: ConfigureReference<RegistrationOptions> = (context, addressOf) => {
  const { operators } = context.options;
  return {
    ...commonReferenceConfig(context, addressOf),
    settings: operators === undefined ? {} : { operators },
  };
};
