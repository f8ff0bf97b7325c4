import type { Exposure, Part, ProductProblem, Stack } from "../../spi/index.ts";

/** The options of a gateway in a profile. */
export interface GatewayOptions {
  readonly className: string;
  readonly proxies: string;
  readonly certificate: string;
  readonly issuer?: string | undefined;
  readonly hosts: Readonly<Record<string, { readonly part: string; readonly port: string }>>;
}

/** What a gateway lets others reach, in the order of its hosts. */
export function exposuresIn({ hosts, proxies }: GatewayOptions): Exposure[] {
  return Object.entries(hosts).map(([host, { part, port }]) => ({ host, part, port, proxies }));
}

/** Hosts that lead to a part or port that the stack does not have, or that cannot be reached by HTTP. */
export function problemsOf(stack: Stack, options: GatewayOptions): ProductProblem[] {
  return exposuresIn(options).flatMap((exposure) => problemOf(stack, exposure));
}

function problemOf({ parts }: Stack, { host, part: name, port }: Exposure): ProductProblem[] {
  const part = parts.find((each) => each.name === name);
  const at = (key: string) => ["hosts", host, key];
  if (part === undefined) {
    const known = parts.filter((each) => portsOf(each).length > 0).map((each) => each.name);
    const remedy = `the parts that can be reached by HTTP are ${known.join(", ")}`;
    return [
      {
        reason: `${host} leads to the part ${name}, which the stack does not have`,
        remedy,
        option: at("part"),
      },
    ];
  }
  if (part.external !== undefined) {
    const remedy = "leave the host out, and lead others to its own address";
    return [{ reason: `${host} leads to ${name}, which runs elsewhere`, remedy, option: at("part") }];
  }
  const ports = portsOf(part);
  if (ports.includes(port)) return [];
  const remedy =
    ports.length === 0 ? "leave the host out" : `its ports at which HTTP is spoken are ${ports.join(", ")}`;
  return [{ reason: `${name} has no port ${port} at which HTTP is spoken`, remedy, option: at("port") }];
}

/** The ports of a part at which HTTP is spoken: behind the gateway there is no TLS. */
function portsOf({ product: { ports, schemes } }: Part): string[] {
  return Object.keys(ports).filter((port) => schemes?.[port] === undefined);
}
