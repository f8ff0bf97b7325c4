import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KubeObject, type Manifest, manifestId, type Stack } from "../../charts/spi/index.ts";
import type { Engine, EngineEvent, UpOptions } from "../../deploy/engine.ts";
import { createPulumiEngine } from "../../deploy/pulumi/pulumi-engine.ts";
import type { PulumiEngineOptions } from "../../deploy/pulumi/run.ts";
import { busyboxImage, pauseImage } from "../../lab/images/image-names.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { findProvider } from "../../lab/provider/which.ts";
import { exampleStack } from "../example-stack.ts";
import { chartManifest } from "./helm-manifest.ts";

/** A new folder for the data of a test. */
export function newDataFolder(): string {
  return mkdtempSync(join(tmpdir(), "country-stack-test-"));
}

/** Puts the lab's programs on PATH, and says which provider the engine will start. */
export function useLab(env: NodeJS.ProcessEnv): string {
  const provider = findProvider(env);
  env["PATH"] = `${join(provider.path, "..")}:${join(programPath("pulumi"), "..")}:${env["PATH"]}`;
  env["KUBECONFIG"] = kubeconfigPath();
  return `Kubernetes provider: ${provider.kind} ${provider.version}`;
}

/** The engine against the lab, with its state in the given folder. */
export function labEngine(dataFolder: string, changes: Partial<PulumiEngineOptions> = {}): Engine {
  return createPulumiEngine({
    kubeconfig: kubeconfigPath(),
    dataFolder,
    environment: "development",
    profileHash: "test",
    user: "tester",
    ...changes,
  });
}

/** A stack of that name, with as many parts as asked for. */
export function testStack(name: string, parts = 2): Stack {
  const stack = exampleStack(Math.max(1, parts - 1));
  return {
    ...stack,
    name,
    parts: stack.parts.slice(0, parts).map((part) => ({ ...part, namespace: `${name}-${part.name}` })),
    links: [],
  };
}

/** What a test may want otherwise in the manifests. */
export interface ManifestChoice {
  /** What the ConfigMaps hold. */
  readonly setting?: string;
  /** ConfigMaps per part. */
  readonly settings?: number;
  /** Whether each part has a Deployment of the pause image. */
  readonly workloads?: boolean;
  /** Whether each part has a claim and a secret. */
  readonly data?: boolean;
  /** Whether each part's pod writes a file into its claim at the first start, and serves it on port 8080. */
  readonly writes?: boolean;
  /** Whether each part has a secret whose value the engine makes. */
  readonly generated?: boolean;
  /** Whether the first part has the tests' own chart. */
  readonly chart?: boolean;
}

/** Simple manifests of every part: namespace, configuration, service, workload, and where asked for data. */
export function testManifests(stack: Stack, choice: ManifestChoice = {}): Manifest[] {
  const { setting = "one", settings = 1, workloads = true, data = false } = choice;
  const { writes = false, generated = false } = choice;
  const manifests = stack.parts.flatMap(({ name: part, namespace }) => {
    const labels = {
      "app.kubernetes.io/managed-by": "country-stack",
      "country-stack/stack": stack.name,
      "country-stack/part": part,
    };
    const at = (name: string) => ({ name, namespace, labels });
    const objects: KubeObject[] = [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } },
      ...Array.from({ length: settings }, (_, index) => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: at(`settings-${index}`),
        data: { setting: index === 0 ? setting : "same" },
      })),
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: at(part),
        spec: { selector: { "country-stack/part": part }, ports: [{ name: "api", port: 8080 }] },
      },
      ...(data ? dataObjects(at) : []),
      ...(generated ? [generatedSecret(at("made"))] : []),
      ...(workloads ? [deployment(at(part), part, labels, writes ? "writes" : data)] : []),
    ];
    return objects.map((object) => ({ part, id: manifestId(object), object }));
  });
  return choice.chart === true ? [...manifests, chartManifest(stack.name)] : manifests;
}

function dataObjects(at: (name: string) => KubeObject["metadata"]): KubeObject[] {
  return [
    { apiVersion: "v1", kind: "Secret", metadata: at("key"), stringData: { password: "not-a-real-one" } },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: at("data"),
      // 1024Mi comes back as 1Gi: a difference in writing must never replace a claim.
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } },
    },
  ];
}

function generatedSecret(metadata: KubeObject["metadata"]): KubeObject {
  const annotations = {
    "country-stack/generate": JSON.stringify({ password: { generate: "password" } }),
    "country-stack/rotatable": "yes",
  };
  return { apiVersion: "v1", kind: "Secret", metadata: { ...metadata, annotations }, type: "Opaque" };
}

/** Another text in every claim, written once: that it is still there tells that the claim is. */
const writer = {
  image: busyboxImage,
  command: [
    "/bin/sh",
    "-c",
    "test -s /data/born || cat /proc/sys/kernel/random/uuid > /data/born; exec httpd -f -p 8080 -h /data",
  ],
};

function deployment(
  metadata: KubeObject["metadata"],
  part: string,
  labels: Record<string, string>,
  data: boolean | "writes",
): KubeObject {
  const mounts = data ? { volumeMounts: [{ name: "data", mountPath: "/data" }] } : {};
  const volumes = data ? { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] } : {};
  const pause = { name: "pause", image: pauseImage, imagePullPolicy: "IfNotPresent", ...mounts };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: { "country-stack/part": part } },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          automountServiceAccountToken: false,
          containers: [data === "writes" ? { ...pause, ...writer } : pause],
          ...volumes,
        },
      },
    },
  };
}

/** Brings a stack up, and answers what was told of the parts. */
export async function bringUp(
  engine: Engine,
  stack: Stack,
  manifests: readonly Manifest[],
  options: Pick<UpOptions, "losing"> = {},
): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  const signal = new AbortController().signal;
  const onEvent = (event: EngineEvent) => events.push(event);
  const deployment = await engine.up(stack, manifests, { ...options, onEvent, signal });
  await deployment.close();
  return events;
}

/** How many objects a preview would create, update, replace, delete and leave. */
export async function countChanges(
  engine: Engine,
  stack: Stack,
  manifests: readonly Manifest[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action } of await engine.preview(stack, manifests)) {
    counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}
