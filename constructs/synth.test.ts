import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest } from "../charts/spi/index.ts";
import { exampleStack } from "../test/example-stack.ts";
import { validateObject } from "../test/kubernetes-schema.ts";
import { manifestFiles } from "./manifest-file.ts";
import { synthStack } from "./synth.ts";

const manifests = await synthStack(exampleStack());

function find(kind: string, part: string): KubeObject {
  const found = manifests.find((manifest) => manifest.part === part && manifest.object.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} of ${part}`);
  return found.object;
}

describe("synthStack", () => {
  it("gives the same bytes from run to run", async () => {
    const texts = async () => manifestFiles(await synthStack(exampleStack())).map((file) => file.text);
    expect(await texts()).toEqual(await texts());
  });

  it("makes objects that an API server of Kubernetes 1.34 takes in strict mode", () => {
    const problems = manifests.flatMap(({ id, object }) =>
      validateObject(object).map((error) => `${id} ${error}`),
    );
    expect(problems).toEqual([]);
  });

  it("would notice a field that Kubernetes does not know", () => {
    const service = structuredClone(find("Service", "civil")) as {
      spec: Record<string, unknown>;
    } & KubeObject;
    service.spec["prots"] = [];
    expect(validateObject(service).join()).toContain("prots");
  });

  it("gives every object a name of its own and the labels of its part", () => {
    expect(new Set(manifests.map(({ id }) => id)).size).toBe(manifests.length);
    for (const { part, object } of manifests) {
      expect(object.metadata.labels).toMatchObject({
        "app.kubernetes.io/managed-by": "country-stack",
        "country-stack/stack": "utopia",
        "country-stack/part": part,
      });
    }
  });

  it("puts parts in order, each with its namespace first and its workload last", () => {
    expect([...new Set(manifests.map(({ part }) => part))]).toEqual(["mediator", "civil", "social"]);
    const kinds = manifests.filter(({ part }) => part === "civil").map(({ object }) => object.kind);
    expect(kinds[0]).toBe("Namespace");
    expect(kinds.at(-1)).toBe("StatefulSet");
  });

  it("runs pods as nobody in particular, with nothing that they do not need", () => {
    const spec = podSpec(find("StatefulSet", "civil"));
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
      terminationGracePeriodSeconds: 30,
    });
    expect(spec.containers[0]).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      resources: {
        requests: { cpu: "50m", memory: "128Mi", "ephemeral-storage": "16Mi" },
        limits: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "128Mi" },
      },
    });
  });

  it("changes the pod template when the configuration changes, and only then", async () => {
    const checksum = (list: readonly Manifest[]) => {
      const workload = list.find(({ part, object }) => part === "mediator" && object.kind === "StatefulSet");
      const template = workload?.object["spec"] as {
        template: { metadata: { annotations: Record<string, string> } };
      };
      return template.template.metadata.annotations["country-stack/configuration"];
    };
    const other = await synthStack(exampleStack(2, { links: [] }));
    expect(checksum(other)).not.toBe(checksum(manifests));
    expect(checksum(await synthStack(exampleStack(2, { size: "district" })))).toBe(checksum(manifests));
  });

  it("puts the profile's registry in front of every image", async () => {
    const mirrored = await synthStack(
      exampleStack(2, { images: { registry: "registry.example/dpi", pullSecret: "pull" } }),
    );
    const workload = mirrored.find(({ object }) => object.kind === "StatefulSet");
    const spec = podSpec(workload?.object as KubeObject);
    expect(spec.containers[0]?.image).toBe("registry.example/dpi/country-stack/reference:0.1.0");
    expect(spec).toMatchObject({ imagePullSecrets: [{ name: "pull" }] });
  });

  it("applies what the profile overrides", async () => {
    const stack = exampleStack();
    const parts = stack.parts.map((part) => ({
      ...part,
      overrides: { storageClass: "fast", resources: { memory: "1Gi", storage: "5Gi" } },
    }));
    const list = await synthStack({ ...stack, parts });
    expect(list.find(({ object }) => object.kind === "PersistentVolumeClaim")?.object["spec"]).toMatchObject({
      storageClassName: "fast",
      resources: { requests: { storage: "5Gi" } },
    });
  });

  it("installs nothing for a part that runs elsewhere", async () => {
    const stack = exampleStack();
    const parts = stack.parts.map((part) =>
      part.name === "civil" ? { ...part, external: { url: "https://civil.example" } } : part,
    );
    const list = await synthStack({ ...stack, parts });
    expect(list.some(({ part }) => part === "civil")).toBe(false);
    const config = list.find(({ part, object }) => part === "mediator" && object.kind === "ConfigMap");
    expect(JSON.stringify(config?.object["data"])).toContain("https://civil.example");
  });
});

interface PodSpec {
  readonly containers: readonly { readonly image: string }[];
}

function podSpec(object: KubeObject): PodSpec {
  return (object["spec"] as { template: { spec: PodSpec } }).template.spec;
}
