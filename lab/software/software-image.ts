import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Image, packLayer, writeImage } from "../images/image-archive.ts";
import { importImage, listImages } from "../images/import-image.ts";
import { cacheFolder, statePath } from "../places.ts";
import { runStep } from "../steps.ts";
import { keep } from "./debian-root.ts";

/** Real software as an image of the lab, under the name that the catalog's manifests use. */
export interface SoftwareImage extends Omit<Image, "layers"> {
  /** The file of this repository that makes it; when it changes the image is made anew. */
  readonly recipe: string;
  /** What is really in it, for reports: `PostgreSQL 15.20 of Debian`. */
  readonly contents: string;
  /** Makes the folder that becomes the image's one layer. */
  fillRoot(): Promise<string>;
}

/**
 * Has the image in the running lab: from the cache where it was built before from the same recipe, else built. Built
 * images are kept beside the lab's programs.
 */
export async function provideSoftware(image: SoftwareImage): Promise<void> {
  if ((await listImages()).includes(image.reference)) return;
  const archive = await archiveOf(image);
  if (!existsSync(archive)) {
    await runStep(`build ${image.reference} (${image.contents})`, () => build(image, archive));
  }
  await runStep(`import ${image.reference}`, () => importImage(archive));
}

async function build(image: SoftwareImage, archive: string): Promise<void> {
  const { recipe: _, contents: __, fillRoot, ...settings } = image;
  await mkdir(statePath("images"), { recursive: true });
  const work = await mkdtemp(statePath("images", "software-"));
  const root = await fillRoot();
  const layers = [await packLayer(root, join(work, "layer.tar"))];
  await writeImage({ ...settings, layers }, join(work, "image.tar"));
  await keep(join(work, "image.tar"), archive);
  await rm(root, { recursive: true });
  await rm(work, { recursive: true });
}

async function archiveOf({ reference, recipe }: SoftwareImage): Promise<string> {
  const recipes = await Promise.all(
    [recipe, join(import.meta.dirname, "debian-root.ts")].map((file) => readFile(file)),
  );
  const hash = createHash("sha256");
  for (const text of recipes) hash.update(text);
  const name = `${reference.replaceAll(/[^\w.-]+/g, "-")}-${hash.digest("hex").slice(0, 12)}.tar`;
  return join(dirname(cacheFolder()), "software", name);
}
