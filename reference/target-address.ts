import { lookup as lookupAddress } from "node:dns";
import { BlockList, isIP, isIPv4, type LookupFunction } from "node:net";

const REFUSED = new BlockList();
// This host and network, loopback, link-local, multicast, reserved and broadcast.
REFUSED.addSubnet("0.0.0.0", 8, "ipv4");
REFUSED.addSubnet("127.0.0.0", 8, "ipv4");
REFUSED.addSubnet("169.254.0.0", 16, "ipv4");
REFUSED.addSubnet("224.0.0.0", 4, "ipv4");
REFUSED.addSubnet("240.0.0.0", 4, "ipv4");
REFUSED.addAddress("::", "ipv6");
REFUSED.addAddress("::1", "ipv6");
REFUSED.addSubnet("fe80::", 10, "ipv6");
REFUSED.addSubnet("ff00::", 8, "ipv6");

/** Where the IPv4 address begins, in 16-bit groups, in the IPv6 forms that carry one: mapped, NAT64, 6to4. */
const CARRIERS: readonly { readonly start: readonly number[]; readonly at: number }[] = [
  { start: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { start: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  { start: [0, 0, 0, 0, 0, 0], at: 6 },
  { start: [0x64, 0xff9b], at: 6 },
  { start: [0x2002], at: 1 },
];

/** Tells whether an IP address is loopback, link-local, unspecified or multicast, in whatever form it is written. */
export function isRefusedAddress(address: string): boolean {
  const bare = address.split("%")[0] ?? "";
  if (isIPv4(bare)) return REFUSED.check(bare, "ipv4");
  if (isIP(bare) !== 6) return true;
  if (REFUSED.check(bare, "ipv6")) return true;
  const groups = groupsOf(bare);
  return CARRIERS.some(({ start, at }) => {
    if (!start.every((group, index) => groups[index] === group)) return false;
    const [high = 0, low = 0] = groups.slice(at);
    return REFUSED.check([high >> 8, high & 255, low >> 8, low & 255].join("."), "ipv4");
  });
}

/** The eight numbers of an IPv6 address. The URL parser writes a dotted end as two groups. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const read = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
  const before = read(head);
  const after = read(tail ?? "");
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/**
 * Why a URL cannot be a target, as far as its text tells; undefined where it can. What a name resolves to is checked
 * when the connection is made ({@link lookupTarget}), because it may change any time.
 */
export function whyRefused(url: string): string | undefined {
  const host = hostOf(new URL(url));
  const local = host === "localhost" || host.endsWith(".localhost");
  if (!local && (isIP(host) === 0 || !isRefusedAddress(host))) return undefined;
  return `${host} is a loopback, link-local, unspecified or multicast address, which is no target here`;
}

/** The host of a URL without the brackets of IPv6 and the dot at the end of a full name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

/** Resolves a name for a connection, and fails when any of its addresses is refused. */
export const lookupTarget: LookupFunction = (hostname, options, callback) => {
  lookupAddress(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) {
      callback(error ?? new Error(`${hostname} has no address`), []);
      return;
    }
    if (addresses.some(({ address }) => isRefusedAddress(address))) {
      callback(new Error(`${hostname} resolves to an address that is no target here`), []);
      return;
    }
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
