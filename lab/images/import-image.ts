import { execa } from "execa";
import { containerdSocket } from "../places.ts";

/** Puts the images of an OCI archive where the kubelet finds them. The lab must be running. */
export async function importImage(archive: string): Promise<void> {
  await runCtr(["images", "import", archive]);
}

/** The names of the images that the kubelet can start. The lab must be running. */
export async function listImages(): Promise<string[]> {
  const { stdout } = await runCtr(["images", "list", "--quiet"]);
  return stdout.split("\n").filter((name) => name !== "" && !name.startsWith("sha256:"));
}

/** Takes an image away from the kubelet again; one that is not there is no error. The lab must be running. */
export async function removeImage(name: string): Promise<void> {
  await runCtr(["images", "remove", "--sync", name]);
}

function runCtr(args: string[]) {
  return execa("ctr", ["--address", containerdSocket(), "--namespace", "k8s.io", ...args]);
}
