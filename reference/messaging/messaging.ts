import type { Store } from "../store.ts";
import type { DueCallback } from "./callbacks.ts";
import type { Courier } from "./courier.ts";
import type { Mailbox } from "./mailbox.ts";
import type { DueEmail } from "./queue.ts";
import type { MessagingSettings } from "./settings.ts";
import type { Vault } from "./vault.ts";

/** What every operation of this block works with. */
export interface Messaging {
  readonly store: Store;
  readonly vault: Vault;
  readonly settings: MessagingSettings;
  readonly managementToken: string | undefined;
  readonly emails: Courier<DueEmail>;
  readonly callbacks: Courier<DueCallback>;
  /** In development without a mail server. */
  readonly mailbox: Mailbox | undefined;
}
