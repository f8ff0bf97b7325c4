import { describe, expect, it } from "vitest";
import type { Stack } from "../../charts/spi/index.ts";
import { listImages } from "../../constructs/images.ts";
import { synthStack } from "../../constructs/synth.ts";
import type { ClusterRoom } from "../../deploy/cluster/read-nodes.ts";
import { changesBetween } from "../../test/changes-between.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { openProfile } from "../../test/open-profile.ts";
import { hasChanges, refusedLosses } from "./cluster-plan.ts";
import { formatMarkdown } from "./format-markdown.ts";
import { formatPlan } from "./format-plan.ts";
import { judgePlan } from "./judge-plan.ts";
import { readPrices } from "./read-prices.ts";

const room: ClusterRoom = {
  nodes: [
    {
      metadata: { name: "one", labels: { "kubernetes.io/hostname": "one" } },
      status: { allocatable: { cpu: "2", memory: "2Gi", pods: "110" } },
    },
    {
      metadata: { name: "two" },
      spec: { taints: [{ key: "dedicated", effect: "NoSchedule" }] },
      status: { allocatable: { cpu: "8", memory: "32Gi", pods: "110" } },
    },
  ],
  running: [],
};

async function plan(before: Stack | undefined, after: Stack, allowed: readonly string[] = []) {
  const manifests = await synthStack(after);
  const changes = changesBetween(before === undefined ? [] : await synthStack(before), manifests);
  const images = await listImages(after);
  return judgePlan({
    stack: after,
    manifests,
    changes,
    images,
    room,
    prices: readPrices(undefined),
    allowed,
  });
}

/** The same stack with another wish for one part. */
function override(stack: Stack, name: string, resources: object): Stack {
  const parts = stack.parts.map((part) =>
    part.name === name ? { ...part, overrides: { resources } } : part,
  );
  return { ...stack, parts };
}

const style = { paint: (_format: unknown, text: string) => text, cluster: "a test" };
const small = exampleStack();

describe("a plan", () => {
  it("of a stack that is there as it would be changes nothing", async () => {
    const same = await plan(small, small);
    expect(hasChanges(same)).toBe(false);
    expect(same.counts).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    expect(formatPlan(same, style)).toMatch(/Nothing to change\.$/);
    expect(formatMarkdown(same, "a test")).toMatch(/Nothing to change\.$/);
  });

  it("of a new stack, and of one that loses data and finds no room, reads like this", async () => {
    const lossy = override(small, "civil", { storage: "512Mi", memory: "3Gi" });
    const shown = [
      formatPlan(await plan(undefined, small), style),
      formatPlan(await plan(small, lossy), style),
    ];
    await expect(`${shown.join("\n\n=====\n\n")}\n`).toMatchFileSnapshot("golden-plan.txt");
    await expect(`${formatMarkdown(await plan(small, lossy), "a @test")}\n`).toMatchFileSnapshot(
      "golden-markdown.txt",
    );
  });

  it("refuses a loss that nobody allowed, and no other", async () => {
    const lossy = override(small, "civil", { storage: "512Mi" });
    expect(refusedLosses(await plan(small, lossy)).map(({ part }) => part)).toEqual(["civil"]);
    expect(refusedLosses(await plan(small, lossy, ["social"]))).toHaveLength(1);
    expect(refusedLosses(await plan(small, lossy, ["civil"]))).toEqual([]);
  });

  it("counts what a part that goes asked for, and what it leaves behind", async () => {
    const fewer = { ...small, parts: small.parts.filter(({ name }) => name !== "social"), links: [] };
    const { requests, data, parts } = await plan(small, fewer);
    const row = requests.parts.find(({ part }) => part === "social");
    expect(row).toMatchObject({ part: "social", before: { pods: 1 } });
    expect(row?.after).toBeUndefined();
    expect(requests.before.pods - requests.after.pods).toBe(1);
    expect(data).toMatchObject([
      { object: "Secret utopia-social/social-tls", fate: "left", loses: false },
      { object: "PersistentVolumeClaim utopia-social/social-data", fate: "left", loses: false },
    ]);
    expect(parts.find(({ part }) => part === "social")?.how).toBe("removed");
  });

  it("shows as many objects as it is told to, and says how many there are", async () => {
    const text = formatPlan(await plan(undefined, small), { ...style, most: 3 });
    expect(text.match(/^ {2}\+ /gm)).toHaveLength(3);
    expect(text).toContain("… and 30 more");
  });

  it("of a country of many products names links past the mediator, images, and pods without room", async () => {
    const text = formatPlan(await plan(undefined, openProfile("profiles/countries/dpg.yaml")), style);
    expect(text).toMatch(/New direct link payments → payments-mysql \(\w+\): /);
    expect(text).toMatch(/The profile names no registry: \d+ images come from their makers' \(docker\.io, /);
    expect(text).toMatch(/^ {2}THE NODES DO NOT HOLD THIS: \d+ of \d+ pods/m);
    expect(text).toMatch(/^ {2}- … and \d+ more$/m);
    expect(text).toMatch(/New: [\w-]+ for mediator\/[\w*-]+, granted by development itself/);
    expect(text).toMatch(/Of civil, charts or operators make more than is written here/);
  });

  it("says that it does not know the nodes where nobody may list them", async () => {
    const manifests = await synthStack(small);
    const blind = judgePlan({
      stack: small,
      manifests,
      changes: changesBetween([], manifests),
      images: [],
      room: undefined,
      prices: readPrices(undefined),
      allowed: [],
    });
    expect(blind.room).toMatchObject({ isKnown: false, nodes: 0, pods: 3, misfits: [] });
    expect(formatPlan(blind, style)).toContain("Whether the nodes hold this is not known");
  });

  it("names deviations that are new", async () => {
    const wide = openProfile("profiles/countries/dpg.yaml");
    const all = await plan(undefined, wide);
    expect(all.exemptions.length).toBeGreaterThan(0);
    expect(all.exemptions.every(({ isNew }) => isNew)).toBe(true);
    expect((await plan(wide, wide)).exemptions.some(({ isNew }) => isNew)).toBe(false);
  });
});
