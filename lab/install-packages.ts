import { existsSync } from "node:fs";
import { execa } from "execa";
import { runStep } from "./steps.ts";

/** A file that tells a package is there, and the Debian package that brings it. */
const packages: Record<string, string> = {
  "/usr/bin/etcd": "etcd-server",
  "/usr/bin/containerd": "containerd",
  "/usr/sbin/runc": "runc",
  "/usr/lib/cni/bridge": "containernetworking-plugins",
  "/usr/sbin/nft": "nftables",
  "/usr/bin/busybox": "busybox-static",
  "/usr/sbin/ip": "iproute2",
};

/** Installs the Debian packages that the lab runs on and that this machine lacks. */
export async function installPackages(): Promise<void> {
  const missing = Object.entries(packages).flatMap(([file, name]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  await runStep(`install ${missing.join(", ")}`, async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await execa("apt-get", ["update", "-qq"], { env });
    await execa("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
  });
}
