import { describe, expect, it } from "vitest";
import { parseBytes, parseCpu } from "../../constructs/quantity.ts";
import { synthStack } from "../../constructs/synth.ts";
import { productStack } from "../../test/product-profile.ts";
import { products } from "../catalog.ts";
import { type KubeObject, type Product, SIZES } from "../spi/index.ts";

interface Asked {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
}
interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
}

const asked = (resources: Resources, pods: number): Asked => ({
  cpu: parseCpu(resources.requests.cpu) * pods,
  memory: parseBytes(resources.requests.memory) * pods,
  storage: 0,
});
const stored = (storage: string, volumes: number): Asked => ({
  cpu: 0,
  memory: 0,
  storage: parseBytes(storage) * volumes,
});

/** What an object makes a cluster set aside; of custom resources and charts, as their makers describe them. */
function askedBy({ kind, ...object }: KubeObject): Asked[] {
  // biome-ignore lint/suspicious/noExplicitAny: objects of six kinds, each in its own shape
  const spec = object["spec"] as any;
  switch (kind) {
    case "StatefulSet":
      return spec.template.spec.containers.map(({ resources }: { resources: Resources }) =>
        asked(resources, spec.replicas),
      );
    case "PersistentVolumeClaim":
      return [stored(spec.resources.requests.storage, 1)];
    case "Cluster":
      return [asked(spec.resources, spec.instances), stored(spec.storage.size, spec.instances)];
    case "KafkaNodePool":
      return [asked(spec.resources, spec.replicas), stored(spec.storage.volumes[0].size, spec.replicas)];
    case "PerconaXtraDBCluster":
      return [
        asked(spec.pxc.resources, spec.pxc.size),
        asked(spec.haproxy.resources, spec.haproxy.size),
        stored(spec.pxc.volumeSpec.persistentVolumeClaim.resources.requests.storage, spec.pxc.size),
      ];
    case "HelmRelease":
      return [spec.values, spec.values.webhook, spec.values.cainjector].flatMap((each) =>
        each?.resources === undefined ? [] : [asked(each.resources, 1)],
      );
    default:
      return [];
  }
}

const platform = products.filter((product) => product.platform !== undefined);

describe.each(SIZES)("in size %s", (size) => {
  it.each(platform.map((product) => [product.id, product] as const))(
    "%s asks for what its footprint says, within a tenth",
    async (_id, product: Product) => {
      const manifests = await synthStack(productStack(product, size));
      const own = manifests.filter(({ part }) => part === "example").flatMap(({ object }) => askedBy(object));
      const sum = (key: keyof Asked) => own.reduce((total, each) => total + each[key], 0);
      const { cpu, memory, storage } = product.footprint[size];
      expect(Math.abs(sum("cpu") - parseCpu(cpu))).toBeLessThanOrEqual(parseCpu(cpu) / 10);
      expect(Math.abs(sum("memory") - parseBytes(memory))).toBeLessThanOrEqual(parseBytes(memory) / 10);
      expect(Math.abs(sum("storage") - parseBytes(storage))).toBeLessThanOrEqual(parseBytes(storage) / 10);
    },
  );
});

describe("beyond demonstrations", () => {
  it.each(["cloudnative-pg", "strimzi", "percona-xtradb-cluster"])("%s has three of each", async (id) => {
    const product = products.find((each) => each.id === id && each.platform !== undefined);
    if (product === undefined) throw new Error(id);
    for (const size of ["district", "national"] as const) {
      const manifests = await synthStack(productStack(product, size));
      const specs = manifests.map(({ object }) => object["spec"] as Record<string, unknown> | undefined);
      const counts = specs.flatMap((spec) => [
        spec?.["instances"] ?? [],
        (spec?.["pxc"] as { size?: number } | undefined)?.size ?? [],
        spec?.["roles"] === undefined ? [] : (spec["replicas"] ?? []),
      ]);
      expect(counts.flat()).toEqual([3]);
    }
  });
});
