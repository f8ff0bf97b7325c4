import { describe, expect, test } from "vitest";
import type { KubeObject, Manifest, Stack } from "../../charts/spi/index.ts";
import type { Swap } from "../../profiles/swap.ts";
import { examplePart, exampleStack } from "../../test/example-stack.ts";
import { describeSwap } from "./describe-swap.ts";
import type { StackVersion } from "./stack-version.ts";

const CIVIL = examplePart("civil", "digital-registries", { registries: [] });
const SWAP: Swap = {
  file: "country.yaml",
  before: "a: 1\n",
  after: "a: 2\n",
  options: { kept: { users: 3, title: "x" }, given: ["title"], dropped: ["realm"], missing: ["registries"] },
  dropped: [],
};

/** A stack of civil and social with a Deployment of each image. */
function version(images: Readonly<Record<string, string>>, digests?: Record<string, string>): StackVersion {
  const social = examplePart("social", "digital-registries", { registries: [] });
  const stack: Stack = exampleStack(2, { parts: [CIVIL, social], links: [], images: { digests } });
  const manifests = Object.entries(images).map(([part, image]): Manifest => {
    const resources = { requests: { cpu: image === "big" ? "2" : "100m", memory: "128Mi" } };
    const object: KubeObject = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: part, namespace: `utopia-${part}` },
      spec: { replicas: 1, template: { spec: { containers: [{ image, resources }] } } },
    };
    return { part, id: part, object };
  });
  return { stack, manifests };
}

function describeFrom(before: StackVersion, after: StackVersion) {
  return describeSwap({
    profile: "country.yaml",
    swap: SWAP,
    step: { part: "civil", before, after, product: CIVIL.product },
    after: { product: "big", title: "Big", release: "2" },
    holds: true,
    issues: [],
    written: false,
  });
}

describe("a swap", () => {
  test("shows the footprint of what changes, and of all parts together", () => {
    const { parts, total } = describeFrom(
      version({ civil: "small", social: "other" }),
      version({ civil: "big", social: "other" }),
    ).footprint;
    expect(parts.map(({ part, before, after }) => [part, before?.cpu, after?.cpu])).toEqual([
      ["civil", "100m", "2"],
    ]);
    expect([total.before?.cpu, total.after?.cpu]).toEqual(["200m", "2100m"]);
  });

  test("tells images that come and go, and which of them the lock file lacks", () => {
    const before = version({ civil: "small@sha256:1", social: "other@sha256:2" }, { small: "sha256:1" });
    const after = version({ civil: "big", social: "other@sha256:2" });
    expect(describeFrom(before, after).images).toEqual({
      gone: ["small@sha256:1"],
      added: ["big"],
      unlocked: ["big"],
    });
    expect(describeFrom(version({ civil: "small" }), version({ civil: "big" })).images.unlocked).toEqual([]);
  });

  test("tells options apart: kept, given, dropped, and missing with what they are about", () => {
    expect(describeFrom(version({}), version({})).edit.options).toEqual({
      kept: ["users"],
      given: ["title"],
      dropped: ["realm"],
      missing: [
        {
          name: "registries",
          description: "The codes of the registries that this part holds; other parts find them by these",
        },
      ],
    });
  });

  test("shows the change of the file", () => {
    expect(describeFrom(version({}), version({})).edit.diff).toBe(
      ["--- country.yaml", "+++ country.yaml", "@@ -1,1 +1,1 @@", "-a: 1", "+a: 2"].join("\n"),
    );
  });
});
