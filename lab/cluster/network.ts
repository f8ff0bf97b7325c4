import { existsSync, writeFileSync } from "node:fs";
import { execa } from "execa";
import { statePath } from "../places.ts";
import { writeText } from "../write-text.ts";
import { apiPort, bridge, kubeletPort, nodeAddress, podRange, serviceRange } from "./addresses.ts";

const table = "country-stack-lab";

/**
 * The rules of the lab: the API server and the kubelet answer on loopback and the lab's own address only, nothing
 * from outside reaches pods or Services, and pods reach nothing outside.
 */
const rules = `
table inet ${table}
delete table inet ${table}
table inet ${table} {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp dport { ${apiPort}, ${kubeletPort} } ip daddr != { 127.0.0.1, ${nodeAddress} } drop
    tcp dport { ${apiPort}, ${kubeletPort} } ip6 daddr != ::1 drop
    ip daddr { ${podRange}, ${serviceRange} } iifname != { "lo", "${bridge}" } drop
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname "${bridge}" oifname != "${bridge}" drop
    iifname != "${bridge}" oifname "${bridge}" drop
  }
}
`;

const cniConfig = () => ({
  cniVersion: "0.4.0",
  name: table,
  plugins: [
    {
      type: "bridge",
      bridge,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: podRange, gateway: nodeAddress }]],
        routes: [{ dst: "0.0.0.0/0", gw: nodeAddress }],
        dataDir: statePath("cni/addresses"),
      },
    },
  ],
});

/** Makes the bridge with the node's address, the firewall rules and the CNI configuration; harmless when there. */
export async function createNetwork(): Promise<void> {
  if (!existsSync(`/sys/class/net/${bridge}`)) {
    await execa("ip", ["link", "add", bridge, "type", "bridge"]);
    await execa("ip", ["address", "add", `${nodeAddress}/${podRange.split("/")[1]}`, "dev", bridge]);
    await execa("ip", ["link", "set", bridge, "up"]);
    // Without it a Service's address that kube-proxy does not know would be looked for outside this machine.
    await execa("ip", ["route", "add", serviceRange, "dev", bridge, "src", nodeAddress]);
  }
  writeFileSync(`/proc/sys/net/ipv4/conf/${bridge}/forwarding`, "1");
  await passBridgedPacketsToFirewall();
  await execa("nft", ["-f", "-"], { input: rules });
  writeText(statePath("cni/config/10-lab.conflist"), JSON.stringify(cniConfig()));
}

/** Takes away the bridge, the firewall rules and those that kube-proxy leaves. */
export async function removeNetwork(): Promise<void> {
  const tables = [
    ["inet", table],
    ["ip", "kube-proxy"],
    ["ip6", "kube-proxy"],
  ];
  for (const [family, name] of tables) {
    await execa("nft", ["delete", "table", family ?? "", name ?? ""], { reject: false });
  }
  await execa("ip", ["link", "delete", bridge], { reject: false });
}

/** A reply from pod to pod goes over the bridge; kube-proxy's rules have to see it to turn the address back. */
async function passBridgedPacketsToFirewall(): Promise<void> {
  const setting = "/proc/sys/net/bridge/bridge-nf-call-iptables";
  if (!existsSync(setting)) await execa("modprobe", ["br_netfilter"], { reject: false });
  if (existsSync(setting)) writeFileSync(setting, "1");
}
