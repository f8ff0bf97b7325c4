import { chmod, copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { statePath } from "../places.ts";
import { packLayer, writeImage } from "./image-archive.ts";
import { busyboxImage, pauseImage } from "./image-names.ts";

/** Builds the two images that the cluster itself needs, pause and busybox, both from Debian's static busybox. */
export async function buildBusyboxImages(): Promise<string[]> {
  await mkdir(statePath("images"), { recursive: true });
  const root = await mkdtemp(statePath("images", "busybox-"));
  await mkdir(join(root, "usr/bin"), { recursive: true });
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "tmp"));
  await chmod(join(root, "tmp"), 0o1777);
  await copyFile("/usr/bin/busybox", join(root, "usr/bin/busybox"));
  await execa("busybox", ["--install", "-s", "."], { cwd: join(root, "bin") });
  const layers = [await packLayer(root, statePath("images", "busybox-layer.tar"))];
  // Of the signals that end it the runtime uses SIGKILL, so that it need not handle any.
  const pause = { reference: pauseImage, layers, entrypoint: ["/usr/bin/busybox", "sleep", "2147483647"] };
  const busybox = { reference: busyboxImage, layers, entrypoint: ["/bin/sh"], env: { PATH: "/bin" } };
  await writeImage(pause, statePath("images/pause.tar"));
  await writeImage(busybox, statePath("images/busybox.tar"));
  await rm(root, { recursive: true });
  return [statePath("images/pause.tar"), statePath("images/busybox.tar")];
}
