import type { Environment } from "../../charts/spi/index.ts";
import type { Store } from "../store.ts";
import type { PaymentsSettings } from "./settings.ts";
import type { VoucherKey } from "./voucher-key.ts";

/** What the operations work on. */
export interface PaymentsServer {
  readonly store: Store;
  readonly settings: PaymentsSettings;
  readonly environment: Environment;
  readonly key: VoucherKey;
  /** Says that something may be due now. */
  readonly wake: () => void;
}
