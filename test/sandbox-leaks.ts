import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { KubeApi } from "../lab/kube-api.ts";
import { listEverything } from "./cluster/pulumi-objects.ts";

/** What sandboxes of a data folder left on this machine: processes, listening ports of these addresses, folders. */
export async function leftOnMachine(data: string, addresses: readonly string[] = []): Promise<string[]> {
  const listening = await Promise.all(addresses.map(async (url) => ((await isListening(url)) ? [url] : [])));
  const folder = join(data, "sandboxes");
  return [
    ...sandboxProcesses(data).map((command) => `process ${command}`),
    ...listening.flat().map((url) => `port ${url}`),
    ...(existsSync(folder) ? readdirSync(folder) : []).map((name) => `folder ${join(folder, name)}`),
  ];
}

/** The processes, as `PID COMMAND`, that work on sandboxes below a folder. */
export function sandboxProcesses(data: string): string[] {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => line.trim())
    .filter((line) => /sandbox (watch|serve) /.test(line) && line.includes(data));
}

/** What the API still has of sandboxes of these names: objects of all kinds, leases, pods, volumes of their claims. */
export async function leftInCluster(api: KubeApi, names: readonly string[]): Promise<string[]> {
  const isOf = (path: string) =>
    path.split("/").some((word) => names.some((name) => word === name || word.startsWith(`${name}-`)));
  const everything = (await listEverything(api)).filter(isOf);
  const { body: volumes } = await api.request("GET", "/api/v1/persistentvolumes");
  const claimed = volumes.items
    .filter(({ spec }: Claimed) => isOf(spec.claimRef?.namespace ?? ""))
    .map(({ metadata }: Claimed) => `volume ${metadata.name}`);
  const passing = ["/apis/coordination.k8s.io/v1/leases", "/api/v1/pods"].map(async (path) => {
    const { items } = (await api.request("GET", path)).body;
    return (items as Named[])
      .map(({ metadata }) => `${path}/${metadata.namespace}/${metadata.name}`)
      .filter(isOf);
  });
  return [...everything, ...claimed, ...(await Promise.all(passing)).flat()];
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Claimed extends Named {
  readonly spec: { readonly claimRef?: { readonly namespace: string } };
}

function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 1000 });
    const settle = (listening: boolean) => () => {
      socket.destroy();
      resolve(listening);
    };
    socket.on("connect", settle(true)).on("timeout", settle(false)).on("error", settle(false));
  });
}
