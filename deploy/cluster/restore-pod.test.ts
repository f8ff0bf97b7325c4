import { describe, expect, it } from "vitest";
import { type Manifest, type Part, type PartBackup, partOf } from "../../charts/spi/index.ts";
import { synthStack } from "../../constructs/synth.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { dataWorkload, restorePod } from "./restore-pod.ts";

const stack = exampleStack();
const civil = partOf(stack, "civil");
const manifests = await synthStack(stack);

// biome-ignore lint/suspicious/noExplicitAny: an object as the API takes it
const podOf = (part: Part, all: readonly Manifest[]): any =>
  restorePod(stack.name, part, dataWorkload(part, all));

describe("the pod through which data are put back", () => {
  it("has the part's volumes, user and limits, and does nothing by itself", () => {
    const { spec } = podOf(civil, manifests);
    const [container] = spec.containers;
    expect(container.command.slice(-2)).toEqual(["reference", "hold"]);
    expect(container).not.toHaveProperty("args");
    expect(container).not.toHaveProperty("livenessProbe");
    expect(container).not.toHaveProperty("readinessProbe");
    const claims = spec.volumes.flatMap(
      ({ persistentVolumeClaim: claim }: { persistentVolumeClaim?: object }) =>
        claim === undefined ? [] : [claim],
    );
    expect(claims).toEqual([expect.objectContaining({ claimName: "civil-data" })]);
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
    expect(spec.restartPolicy).toBe("Never");
  });

  it("is found by no Service, policy or workload of the part, and by a removal of the stack", () => {
    const { metadata } = podOf(civil, manifests);
    expect(metadata.labels).not.toHaveProperty("country-stack/part");
    expect(metadata.labels).toMatchObject({
      "country-stack/stack": stack.name,
      "app.kubernetes.io/managed-by": "country-stack",
    });
    expect(dataWorkload(civil, manifests).selector).toContain("country-stack/part=civil");
  });

  it("runs the part's own server where that puts the data back, with its probes to tell when it can", () => {
    const backup: PartBackup = {
      container: "server",
      take: ["take"],
      put: ["put"],
      ending: "",
      when: "running",
      consistency: "",
    };
    const { spec } = podOf({ ...civil, product: { ...civil.product, backup } }, manifests);
    expect(spec.containers[0].args).toContain("run");
    expect(spec.containers[0]).toHaveProperty("readinessProbe");
    expect(spec.containers[0]).not.toHaveProperty("livenessProbe");
  });

  it("does not wait for a Secret that the backup lacks", () => {
    const mediator = partOf(stack, "mediator");
    const secrets = podOf(mediator, manifests).spec.volumes.filter((volume: object) => "secret" in volume);
    expect(secrets.length).toBeGreaterThan(0);
    for (const { secret } of secrets) expect(secret.optional).toBe(true);
  });

  it("is a defect of a product that names no workload or container of its own", () => {
    expect(() => podOf(civil, [])).toThrow("part civil has no workload civil to take data from");
  });
});
