import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { Store } from "../store.ts";

/** What every operation of this block works with. */
export interface RegistryServer {
  readonly store: Store;
  readonly config: ReferenceConfig;
}
