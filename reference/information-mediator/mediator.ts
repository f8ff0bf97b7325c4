import type { Environment, ServiceIdentifier } from "../../charts/spi/index.ts";
import type { Outbound } from "../outbound.ts";
import type { Store } from "../store.ts";
import type { Delivery } from "./delivery.ts";
import type { EventSchemas } from "./event-schema.ts";
import type { Settings } from "./settings.ts";

/** What the operations of one mediator share. */
export interface Mediator {
  readonly store: Store;
  readonly settings: Settings;
  readonly environment: Environment;
  /** The mediator's own place among the members: whoever belongs to this member manages the mediator. */
  readonly identifier: ServiceIdentifier;
  /** What the management has to present; undefined where nobody is authenticated. */
  readonly managementToken: string | undefined;
  readonly outbound: Outbound;
  readonly schemas: EventSchemas;
  readonly delivery: Delivery;
}
