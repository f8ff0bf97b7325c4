import { describe, expect, it } from "vitest";
import { type KubeObject, type Manifest, manifestId } from "../../charts/spi/index.ts";
import { describeExtra, isExtra } from "./extra-objects.ts";

function object(kind: string, name: string, more: object = {}): KubeObject {
  const labels = { "country-stack/part": "civil" };
  return { apiVersion: "v1", kind, metadata: { name, namespace: "n", labels, ...more } } as KubeObject;
}

const set: KubeObject = {
  ...object("StatefulSet", "civil"),
  spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] },
};
const applied: Manifest[] = [{ part: "civil", id: manifestId(set), object: set }];

describe("an object with the stack's labels that was not applied", () => {
  it("is one too many, unless a StatefulSet made it or it stands for the time of a run", () => {
    expect(isExtra(object("ConfigMap", "stray"), applied)).toBe(true);
    expect(isExtra(object("PersistentVolumeClaim", "data-civil-0"), applied)).toBe(false);
    expect(isExtra(object("PersistentVolumeClaim", "data-other-0"), applied)).toBe(true);
    const labels = { "country-stack/temporary": "callback-sink" };
    expect(isExtra(object("Pod", "callback-sink", { labels }), applied)).toBe(false);
  });

  it("is left by up, which takes in what a run that did not end has made", () => {
    const when = "2026-11-21T10:00:00Z";
    const by = (manager: string) => ({ creationTimestamp: when, managedFields: [{ manager, time: when }] });
    expect(describeExtra(object("ConfigMap", "stray", by("kubectl-create")))).toEqual({
      id: "core/n/ConfigMap/stray",
      part: "civil",
      kind: "extra",
      fields: [],
      by: "kubectl-create",
      when,
      up: "leaves",
    });
    expect(describeExtra(object("ConfigMap", "stray", by("pulumi-kubernetes-1"))).up).toBe("takes-in");
  });
});
