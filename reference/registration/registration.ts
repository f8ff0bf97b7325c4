import type { Environment } from "../../charts/spi/index.ts";
import type { Store } from "../store.ts";
import type { Catalogue } from "./catalogue.ts";
import type { RegistrationSettings } from "./settings.ts";

/** What the operations of Registration have in common. */
export interface Registration {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly settings: RegistrationSettings;
  readonly environment: Environment;
}
