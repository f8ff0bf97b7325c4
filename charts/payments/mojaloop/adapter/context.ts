import type { Store } from "../../../../reference/store.ts";
import type { AdapterSettings } from "../settings.ts";
import type { Callers } from "./caller.ts";

/** What GovStack's operations work on. */
export interface AdapterContext {
  readonly store: Store;
  readonly settings: AdapterSettings;
  readonly callers: Callers;
  /** Says that something may be due now. */
  readonly wake: () => void;
}
