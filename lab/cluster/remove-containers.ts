import {
  existsSync,
  globSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { containerdSocket, stateFolder, statePath } from "../places.ts";

/**
 * Ends all containers of the lab and takes away what they leave: network namespaces, mounts, cgroups, links to logs.
 * The kubelet must be stopped, or it starts them anew; containerd should still run.
 */
export async function removeContainers(): Promise<void> {
  const namespaces = listNetworkNamespaces();
  const ctr = ["--address", containerdSocket(), "--namespace", "k8s.io", "tasks"];
  const { stdout } = await execa("ctr", [...ctr, "list", "--quiet"], { reject: false, timeout: 20_000 });
  const tasks = (stdout ?? "").split("\n").filter((id) => id !== "");
  if (tasks.length > 0)
    await execa("ctr", [...ctr, "delete", "--force", ...tasks], { reject: false, timeout: 60_000 });
  for (const name of namespaces) await execa("ip", ["netns", "delete", name], { reject: false });
}

/** Ends the shims that outlived containerd, and unmounts all that is mounted in the state folder. */
export async function removeLeftovers(): Promise<void> {
  for (const pid of listShims()) process.kill(pid, "SIGKILL");
  for (const mount of listMounts()) await execa("umount", ["--lazy", mount], { reject: false });
  for (const root of globSync("/sys/fs/cgroup/{kubepods,*/kubepods}")) removeCgroup(root);
  for (const link of globSync("/var/log/containers/*")) {
    if (lstatSync(link).isSymbolicLink() && readlinkSync(link).startsWith(stateFolder())) rmSync(link);
  }
}

/** The names of the network namespaces that the containers' runtime specifications point to. */
function listNetworkNamespaces(): string[] {
  const specs = globSync(statePath("containerd-run/io.containerd.runtime.v2.task/k8s.io/*/config.json"));
  const names = specs.flatMap((file) => {
    const namespaces: { type: string; path?: string }[] =
      JSON.parse(readFileSync(file, "utf8")).linux?.namespaces ?? [];
    return namespaces.flatMap(({ type, path }) =>
      type === "network" ? (/netns\/(.+)$/.exec(path ?? "")?.[1] ?? []) : [],
    );
  });
  return [...new Set(names)];
}

function listShims(): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const commandLine = readCommandLine(pid);
    return commandLine[0]?.includes("containerd-shim") && commandLine.includes(containerdSocket());
  });
}

function readCommandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** What is mounted in the state folder, innermost first. */
function listMounts(): string[] {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const mounts = lines
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => path.startsWith(`${stateFolder()}/`));
  return mounts.sort((a, b) => b.length - a.length);
}

/** A cgroup goes once it has no cgroups in it; its files go with it. */
function removeCgroup(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // A process is still in it: of another cluster on this machine, or about to end.
  }
}
