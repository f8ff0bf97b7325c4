import { ApiObject, Duration, JsonPatch, Size } from "cdk8s";
import type { Construct } from "constructs";
import { type Footprint, OWN_USER, SECRET_GENERATION_ANNOTATION } from "../charts/spi/index.ts";
import type { Configuration } from "./configuration.ts";
import { type GeneratedSecret, generationsOf } from "./generated-secret.ts";
import { kplus } from "./kplus.ts";
import type { ExistingSecret } from "./mounted-secret.ts";
import { parseBytes, parseCpu } from "./quantity.ts";

const MEBIBYTE = 2 ** 20;

/** A Secret in the folder where a server reads it; the process's group may read it and nobody write it. */
export interface MountedSecret {
  /** One that an operator brings has no generation of ours. */
  readonly secret: GeneratedSecret & Pick<ExistingSecret, "madeBy">;
  readonly folder: string;
  /** The server takes up new values by itself: its pods stay when they change. */
  readonly isReloaded?: true;
}

/** A server of one replica that keeps its data on one volume. */
export interface ServerWorkloadProps {
  readonly name: string;
  readonly image: string;
  readonly pullSecret?: string | undefined;
  readonly args: readonly string[];
  readonly port: number;
  /** Another port of the pod, where it answers for its health; for a server that asks callers for a certificate. */
  readonly healthPort?: number | undefined;
  readonly footprint: Footprint;
  readonly configuration: Configuration;
  readonly configurationFolder: string;
  readonly claim: kplus.IPersistentVolumeClaim;
  readonly dataFolder: string;
  /** Secrets that the server reads as files, each key one file. */
  readonly secrets?: readonly MountedSecret[];
  readonly selector: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly healthPath: string;
  readonly readyPath: string;
}

/**
 * Adds a ServiceAccount without token, a Service and a StatefulSet: non-root, read-only root, nothing privileged,
 * seccomp, limits and probes; 30 seconds to end after SIGTERM.
 */
export function addServerWorkload(scope: Construct, props: ServerWorkloadProps): void {
  const serviceAccount = new kplus.ServiceAccount(scope, "service-account", {
    metadata: { name: props.name },
    automountToken: false,
  });
  const service = new kplus.Service(scope, "service", {
    metadata: { name: props.name },
    ports: [{ name: "api", port: props.port, targetPort: props.port }],
  });
  for (const [key, value] of Object.entries(props.selector)) service.selectLabel(key, value);
  const workload = new kplus.StatefulSet(scope, "server", {
    metadata: { name: props.name },
    service,
    serviceAccount: serviceAccount as kplus.IServiceAccount,
    replicas: 1,
    select: false,
    automountServiceAccountToken: false,
    terminationGracePeriod: Duration.seconds(30),
    podMetadata: {
      labels: { ...props.labels },
      annotations: podAnnotations(props),
    },
    securityContext: { ensureNonRoot: true, user: OWN_USER, group: OWN_USER, fsGroup: OWN_USER },
    ...(props.pullSecret === undefined
      ? {}
      : { dockerRegistryAuth: kplus.Secret.fromSecretName(scope, "pull-secret", props.pullSecret) }),
  });
  workload.select(kplus.LabelSelector.of({ labels: { ...props.selector } }));
  addContainer(scope, workload, props);
  // The label that cdk8s derives from a construct's path would change Services and pods when code is moved.
  ApiObject.of(service).addJsonPatch(JsonPatch.remove("/spec/selector/cdk8s.io~1metadata.addr"));
  // cdk8s-plus knows no seccomp profile, and ephemeral storage in whole gibibytes only.
  ApiObject.of(workload).addJsonPatch(
    JsonPatch.remove("/spec/template/metadata/labels/cdk8s.io~1metadata.addr"),
    JsonPatch.add("/spec/template/spec/securityContext/seccompProfile", { type: "RuntimeDefault" }),
    JsonPatch.add("/spec/template/spec/containers/0/resources/requests/ephemeral-storage", quantity("16Mi")),
    JsonPatch.add("/spec/template/spec/containers/0/resources/limits/ephemeral-storage", quantity("128Mi")),
  );
}

/** A changed configuration and a rotated secret are changed pods. */
function podAnnotations({ configuration, secrets = [] }: ServerWorkloadProps): Record<string, string> {
  const made = secrets
    .filter(({ secret, isReloaded }) => secret.madeBy === undefined && isReloaded !== true)
    .map(({ secret }) => secret);
  const generations = generationsOf(made);
  return {
    "country-stack/configuration": configuration.checksum,
    ...(generations === "" ? {} : { [SECRET_GENERATION_ANNOTATION]: generations }),
  };
}

function addContainer(scope: Construct, workload: kplus.StatefulSet, props: ServerWorkloadProps): void {
  const cpu = parseCpu(props.footprint.cpu);
  const memory = Math.ceil(parseBytes(props.footprint.memory) / MEBIBYTE);
  const { healthPort } = props;
  const port = healthPort ?? props.port;
  const container = workload.addContainer({
    name: "server",
    image: props.image,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    args: [...props.args],
    // Left to itself Node lets garbage grow past the limit that the pod is killed at.
    envVariables: { NODE_OPTIONS: kplus.EnvValue.fromValue(heapOptions(memory * 2)) },
    ports: [
      { name: "api", number: props.port },
      ...(healthPort === undefined ? [] : [{ name: "health", number: healthPort }]),
    ],
    resources: {
      cpu: { request: kplus.Cpu.millis(cpu), limit: kplus.Cpu.millis(Math.max(500, cpu * 4)) },
      memory: { request: Size.mebibytes(memory), limit: Size.mebibytes(memory * 2) },
    },
    securityContext: {
      ensureNonRoot: true,
      user: OWN_USER,
      group: OWN_USER,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL" as kplus.Capability] },
    },
    startup: kplus.Probe.fromHttpGet(props.healthPath, {
      port,
      periodSeconds: Duration.seconds(1),
      failureThreshold: 60,
    }),
    liveness: kplus.Probe.fromHttpGet(props.healthPath, {
      port,
      periodSeconds: Duration.seconds(10),
    }),
    readiness: kplus.Probe.fromHttpGet(props.readyPath, {
      port,
      periodSeconds: Duration.seconds(2),
    }),
  });
  container.mount(
    props.configurationFolder,
    kplus.Volume.fromConfigMap(
      scope,
      "configuration-volume",
      props.configuration.configMap as kplus.IConfigMap,
      {
        name: "configuration",
      },
    ),
    { readOnly: true },
  );
  container.mount(
    props.dataFolder,
    kplus.Volume.fromPersistentVolumeClaim(scope, "data-volume", props.claim, { name: "data" }),
  );
  container.mount(
    "/tmp",
    kplus.Volume.fromEmptyDir(scope, "tmp-volume", "tmp", { sizeLimit: Size.mebibytes(64) }),
  );
  for (const { secret, folder } of props.secrets ?? []) {
    const { name } = secret;
    const settings = { name: `secret-${name}`, defaultMode: 0o440 };
    const volume = kplus.Volume.fromSecret(scope, `secret-${name}-volume`, secret.secret, settings);
    container.mount(folder, volume, { readOnly: true });
  }
}

/** The form in which cdk8s' generated serializer expects a quantity; a bare string would be dropped. */
function quantity(value: string): { readonly value: string } {
  return { value };
}

/** Node's options for a container of that memory limit, in mebibytes: six tenths for its heap. */
function heapOptions(limit: number): string {
  return `--max-semi-space-size=2 --max-old-space-size=${Math.floor(limit * 0.6)}`;
}
