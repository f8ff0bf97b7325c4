import { describe, expect, it } from "vitest";
import { synthStack } from "../constructs/synth.ts";
import { productStack } from "../test/product-profile.ts";
import { products } from "./catalog.ts";
import type { KubeObject, Manifest, Product, Size } from "./spi/index.ts";

interface Workload extends KubeObject {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: { readonly topologySpreadConstraints?: readonly { readonly topologyKey: string }[] };
    };
  };
}

interface Budget extends KubeObject {
  readonly spec: {
    readonly maxUnavailable: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
}

/** The workloads of which several pods run. */
function replicated(manifests: readonly Manifest[]): Workload[] {
  return manifests
    .map(({ object }) => object as Workload)
    .filter(({ kind, spec }) => ["Deployment", "StatefulSet"].includes(kind) && spec.replicas > 1);
}

function isBudgetOf(budget: KubeObject, { metadata, spec }: Workload): boolean {
  const { kind, metadata: own } = budget;
  if (kind !== "PodDisruptionBudget" || own.namespace !== metadata.namespace) return false;
  const { labels } = spec.template.metadata;
  return Object.entries((budget as Budget).spec.selector.matchLabels).every(
    ([key, value]) => labels[key] === value,
  );
}

const installable = products.filter(({ releases }) => releases.some(({ load }) => load !== undefined));

/** By size, the products of which some pods run several times, with all that is made for them. */
async function severalIn(size: Size) {
  const all = await Promise.all(
    installable.map(async (product: Product) => {
      const manifests = await synthStack(productStack(product, size));
      return { id: product.id, manifests, several: replicated(manifests) };
    }),
  );
  return all.filter(({ several }) => several.length > 0);
}

const [district, national] = await Promise.all([severalIn("district"), severalIn("national")]);

describe("what runs several times", () => {
  it("is of these products; databases and brokers are their operators' to spread", () => {
    expect(district.map(({ id }) => id).sort()).toEqual(["esignet", "keycloak", "mojaloop"]);
    // A nation's Mojaloop is upstream's own chart.
    expect(national.map(({ id }) => id).sort()).toEqual(["esignet", "keycloak"]);
  });

  it.each([...district, ...national])(
    "is spread over zones and nodes, and no more than one goes at a time: $id",
    ({ manifests, several }) => {
      for (const workload of several) {
        const { topologySpreadConstraints = [] } = workload.spec.template.spec;
        expect(
          topologySpreadConstraints.map(({ topologyKey }) => topologyKey),
          workload.metadata.name,
        ).toEqual(["topology.kubernetes.io/zone", "kubernetes.io/hostname"]);
        const budgets = manifests.filter(({ object }) => isBudgetOf(object, workload));
        expect(budgets.map(({ object }) => (object as Budget).spec.maxUnavailable)).toEqual([1]);
      }
    },
  );

  it("is no server of ours, each of which writes one file", () => {
    const own = products.filter(({ reference }) => reference !== undefined);
    expect(own.length).toBeGreaterThanOrEqual(5);
    for (const { title, maxReplicas } of own) expect([title, maxReplicas]).toEqual([title, 1]);
  });
});
