import { BlockList, isIPv4 } from "node:net";
import type { Manifest, Part } from "../../charts/spi/index.ts";
import { placeOf } from "../address.ts";
import { flowsOf } from "../flows.ts";
import { type Examined, inObject, partFor } from "./examined.ts";
import { listAt, textAt, valueAt } from "./fields.ts";
import type { Deviation } from "./rule.ts";

/** Where a policy opens the way to addresses that the profile names no service at. */
export function opensOutside(policy: Manifest, examined: Examined): Deviation[] {
  const named = namedPorts(partFor(examined, policy), examined);
  return listAt(policy.object, "spec", "egress").flatMap((rule, index) => {
    const peers = listAt(rule, "to");
    const keys = ["spec", "egress", index];
    if (peers.length === 0) return [inObject(policy, keys, { address: "everywhere", port: "", missing: "" })];
    const ports = listAt(rule, "ports").map((port) => valueAt(port, "port"));
    const isNamed = ports.length > 0 && ports.every((port) => named.includes(Number(port)));
    return peers.flatMap((peer, at) => {
      const address = textAt(peer, "ipBlock", "cidr");
      if (address === "") return [];
      const missing = isNamed && opensMetadata(peer) ? METADATA_SERVICE : "";
      if (isNamed && missing === "") return [];
      const params = { address, port: ports.join(", "), missing };
      return [inObject(policy, [...keys, "to", at, "ipBlock"], params)];
    });
  });
}

/** Where cloud providers hand out credentials of the node to whoever asks. */
const METADATA_SERVICE = "169.254.169.254";

function opensMetadata(peer: unknown): boolean {
  const isClosed = listAt(peer, "ipBlock", "except").some((cidr) => holdsMetadata(String(cidr)));
  return holdsMetadata(textAt(peer, "ipBlock", "cidr")) && !isClosed;
}

function holdsMetadata(cidr: string): boolean {
  const [address = "", prefix = "32"] = cidr.split("/");
  const length = Number(prefix);
  if (!isIPv4(address) || !(Number.isInteger(length) && length >= 0 && length <= 32)) return false;
  const block = new BlockList();
  block.addSubnet(address, length);
  return block.check(METADATA_SERVICE);
}

/**
 * The ports of services that the profile names outside the cluster for a part: parts and providers that run
 * elsewhere, and what the part's own options say.
 */
function namedPorts(part: Part, { stack }: Examined): number[] {
  const flows = flowsOf(stack).filter(({ from, host }) => from === part.name && host !== undefined);
  return [...flows.map(({ port }) => port), ...portsIn(part.options)];
}

function portsIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "string") {
    const url = URL.parse(value);
    if (url === null || url.hostname === "") return [];
    return [placeOf(url).port];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(portsIn);
}
