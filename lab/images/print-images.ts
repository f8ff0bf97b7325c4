import { findDaemon } from "../daemons.ts";
import { LabError, runStep } from "../steps.ts";
import { nodeImage } from "./image-names.ts";
import { importImage, listImages } from "./import-image.ts";
import { buildNodeImage } from "./node-image.ts";
import { refreshReferenceImage } from "./reference-image.ts";

/** Builds and imports the Node image and our own unless they are there and fresh, and prints the names of all images of the running lab. */
export async function printImages(): Promise<void> {
  if (findDaemon("containerd") === undefined)
    throw new LabError("The lab is not running; start it with: lab up");
  if (!(await listImages()).includes(nodeImage)) {
    await runStep(`build and import ${nodeImage}`, async () => importImage(await buildNodeImage()));
  }
  await refreshReferenceImage();
  process.stdout.write(`${(await listImages()).join("\n")}\n`);
}
