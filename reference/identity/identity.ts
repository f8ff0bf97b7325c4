import type { ReferenceConfig } from "../../charts/spi/index.ts";
import type { Store } from "../store.ts";
import type { Addresses } from "./addresses.ts";
import type { Client } from "./clients.ts";
import type { Keys } from "./keys.ts";
import type { OneTimeCodes } from "./one-time-codes.ts";
import type { OpenIdProvider } from "./open-id-provider.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import type { Settings } from "./settings.ts";

/** What all of this block's operations work with. */
export interface Identity {
  readonly config: ReferenceConfig;
  readonly settings: Settings;
  readonly store: Store;
  readonly addresses: Addresses;
  readonly keys: Keys;
  readonly codes: OneTimeCodes;
  /** The clients of the stack's own parts. */
  readonly ownClients: ReadonlyMap<string, Client>;
  readonly openId: OpenIdProvider;
  /** Absent on loopback, where nobody is asked for it. */
  readonly managementToken: string | undefined;
  /** The API keys of partners, by their ids. */
  readonly partnerKeys: ReadonlyMap<string, string>;
  readonly pseudonyms: Pseudonyms;
}
