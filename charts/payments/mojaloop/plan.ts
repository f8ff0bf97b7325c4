import { parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import type { ProductContext } from "../../spi/index.ts";
import type { DatabaseSetup } from "./databases.ts";
import type { HubAddresses, MojaloopOptions } from "./settings.ts";
import { SHARES } from "./sizes.ts";
import type { Address } from "./topics/broker.ts";

/** What the objects of the part are made of. */
export interface Plan {
  readonly context: ProductContext<MojaloopOptions>;
  readonly hub: HubAddresses;
  readonly broker: Address;
  readonly database: DatabaseSetup;
}

/**
 * What each pod of a component asks for, and how many there are. Where the profile gives the part more or less than
 * planned, each component gets its share of that; replicas that it names are those of all that can have several.
 */
export function resourcesOf(
  { context }: Pick<Plan, "context">,
  component: string,
): { readonly cpu: string; readonly memory: string; readonly replicas: number } {
  const { stack, part, footprint } = context;
  const share = SHARES[stack.size][component];
  if (share === undefined) throw new Error(`no share for ${component}`);
  const planned = part.product.footprint[stack.size];
  const cpu = Math.max(10, Math.floor((share.cpu * parseCpu(footprint.cpu)) / parseCpu(planned.cpu)));
  const memory = Math.floor((share.memory * parseBytes(footprint.memory)) / parseBytes(planned.memory));
  const replicas = share.replicas > 1 ? (part.overrides.replicas ?? share.replicas) : share.replicas;
  return { cpu: `${cpu}m`, memory: `${memory}Mi`, replicas };
}
