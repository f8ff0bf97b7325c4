import { describe, expect, it } from "vitest";
import type { Manifest } from "../../charts/spi/index.ts";
import { synthStack } from "../../constructs/synth.ts";
import { openProfile } from "../../test/open-profile.ts";
import { openedWays } from "./opened-ways.ts";

const stack = openProfile("profiles/countries/dpg.yaml");
const manifests = await synthStack(stack);
const policy = (egress: unknown[], part = "civil"): Manifest => ({
  part,
  id: "policy",
  object: {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "out", namespace: "dpg-civil" },
    spec: { podSelector: {}, policyTypes: ["Egress"], egress },
  },
});
const block = (cidr: string, port: number) => ({ to: [{ ipBlock: { cidr } }], ports: [{ port }] });

describe("the ways that a plan opens", () => {
  it("are every direct link where nothing was before, and none where nothing changes", () => {
    const fresh = openedWays(stack, [], manifests).direct.map(({ from, to }) => `${from} ${to}`);
    const direct = stack.links.filter(({ via, port }) => via === "direct" && port !== "");
    expect(new Set(fresh)).toEqual(new Set(direct.map(({ from, to }) => `${from} ${to}`)));
    expect(openedWays(stack, manifests, manifests)).toEqual({ direct: [], egress: [], exposed: [] });
  });

  it("are the direct links that the policies of before do not let through", () => {
    const before = manifests.filter(({ object }) => object.metadata.name !== "to-payments-mysql");
    const without = before.filter(
      ({ object, part }) =>
        !(object.kind === "NetworkPolicy" && part === "payments" && /mysql/.test(object.metadata.name)),
    );
    const direct = openedWays(stack, without, manifests).direct.map(({ from, to }) => `${from} ${to}`);
    expect(direct).toEqual(["payments payments-mysql"]);
  });

  it("are addresses outside the cluster, and everywhere where a rule names nobody", () => {
    const before = [policy([block("192.0.2.1/32", 443)])];
    const after = [
      policy([block("192.0.2.1/32", 443), block("198.51.100.0/24", 25), { ports: [{ port: 53 }] }]),
    ];
    expect(openedWays({ ...stack, links: [] }, before, after).egress).toEqual([
      { part: "civil", address: "198.51.100.0/24", ports: "25" },
      { part: "civil", address: "", ports: "53" },
    ]);
  });
});
