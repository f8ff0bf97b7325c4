import { execa } from "execa";
import { findDaemon } from "./daemons.ts";
import { openApi } from "./kube-api.ts";
import { kubeconfigPath } from "./places.ts";
import { programs } from "./programs.ts";

/** A process without which the lab is not up. */
export interface Component {
  component: string;
  /** null when it does not run. */
  pid: number | null;
  running: boolean;
}

/** A node of the cluster, real or simulated. */
interface NodeStatus {
  name: string;
  ready: boolean;
  simulated: boolean;
}

const componentNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "containerd",
  "kubelet",
  "kube-proxy",
  "coredns",
  "local-path-provisioner",
];

/** What runs of the lab's components, from their pid files. */
export function readStatus(): Component[] {
  return componentNames.map((component) => {
    const pid = findDaemon(component);
    return { component, pid: pid ?? null, running: pid !== undefined };
  });
}

/** Prints the components and the nodes, as a table or as JSON `{components, nodes, kubeconfig}`; answers whether all run. */
export async function printStatus(asJson: boolean): Promise<boolean> {
  const components = await Promise.all(
    readStatus().map(async (component) => ({
      ...component,
      version: await findVersion(component.component),
    })),
  );
  const isUp = components.every(({ running }) => running);
  const nodes = components.some(({ component, running }) => component === "kube-apiserver" && running)
    ? await listNodes()
    : [];
  const status = { up: isUp, kubeconfig: isUp ? kubeconfigPath() : null, components, nodes };
  process.stdout.write(asJson ? `${JSON.stringify(status, null, 2)}\n` : formatStatus(components, nodes));
  return isUp;
}

function formatStatus(components: (Component & { version: string })[], nodes: NodeStatus[]): string {
  const rows = components.map(({ component, pid, running, version }) => [
    component,
    pid ?? "-",
    mark(running),
    version,
  ]);
  const real = nodes.filter(({ simulated }) => !simulated);
  const fake = nodes.filter(({ simulated }) => simulated);
  return [
    ...[["COMPONENT", "PID", "RUNNING", "VERSION"], ...rows].map(formatRow),
    ...real.map(({ name, ready }) => `node ${name}: ${ready ? "ready" : "not ready"}`),
    ...(fake.length === 0
      ? []
      : [`simulated nodes: ${fake.length}, ready: ${fake.filter(({ ready }) => ready).length}`]),
    "",
  ].join("\n");
}

function formatRow([component, pid, running, version]: unknown[]): string {
  return `${String(component).padEnd(26)}${String(pid).padEnd(9)}${String(running).padEnd(9)}${version}`;
}

function mark(running: boolean): string {
  return running ? "yes" : "no";
}

async function listNodes(): Promise<NodeStatus[]> {
  const api = openApi(kubeconfigPath());
  const { body } = await api.request("GET", "/api/v1/nodes");
  api.close();
  // biome-ignore lint/suspicious/noExplicitAny: nodes as the API serves them
  return (body.items ?? []).map(({ metadata, status }: any) => ({
    name: metadata.name,
    ready: (status.conditions ?? []).some(
      (c: { type: string; status: string }) => c.type === "Ready" && c.status === "True",
    ),
    simulated: metadata.annotations?.["kwok.x-k8s.io/node"] === "fake",
  }));
}

async function findVersion(component: string): Promise<string> {
  const built = programs.find(({ name }) => name === component);
  if (built !== undefined) return built.version;
  const { stdout } = await execa(component, ["--version"], { reject: false });
  return `v${/\d+\.\d+\.\d+/.exec(stdout ?? "")?.[0] ?? "?"} (Debian)`;
}
