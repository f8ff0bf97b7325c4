import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findCompiled, PACKAGE_ROOT } from "../../cli/images/own-package.ts";
import { writeApp } from "../../cli/images/write-app.ts";
import { statePath } from "../places.ts";
import { runStep } from "../steps.ts";
import { referenceImage } from "./image-names.ts";
import { importImage, listImages } from "./import-image.ts";
import { buildNodeImage } from "./node-image.ts";

/** What the image is made from besides our modules that are in it. */
const otherInputs = [
  "lab/images/*.ts",
  "cli/{country-stack.cjs,images/*.ts}",
  "{package-lock,tsconfig*}.json",
];

/** From which sources the imported image was made. */
interface ImageRecord {
  /** Our modules in the image. What they newly import changes one of them, so that the list stays whole. */
  modules: readonly string[];
  hash: string;
}

/**
 * Builds and imports our own image where the running lab lacks it or has it from other sources: the same `/app` as in
 * an image of `reference/Containerfile`, its entry point and its user, on the lab's own ground, as no base image can
 * be pulled.
 */
export async function refreshReferenceImage(): Promise<void> {
  const record = readRecord();
  const isFresh = record !== undefined && record.hash === hashSources(record.modules);
  if (isFresh && (await listImages()).includes(referenceImage)) return;
  await runStep(`build and import ${referenceImage}`, buildAndImport);
}

async function buildAndImport(): Promise<void> {
  await mkdir(statePath("images"), { recursive: true });
  const scratch = await mkdtemp(statePath("images", "reference-"));
  const app = join(scratch, "app");
  const { modules } = writeApp(app, await findCompiled(scratch));
  const record: ImageRecord = { modules, hash: hashSources(modules) };
  const archive = await buildNodeImage({
    reference: referenceImage,
    files: { app },
    args: ["/app/cli/country-stack.cjs"],
    user: "10001:10001",
    env: { NODE_ENV: "production" },
  });
  await rm(scratch, { recursive: true });
  await importImage(archive);
  await writeFile(recordPath(), JSON.stringify(record));
}

function hashSources(modules: readonly string[]): string {
  const hash = createHash("sha256");
  const sources = modules.map((path) => path.replace(/\.js$/, ".ts"));
  for (const file of [...sources, ...globSync(otherInputs, { cwd: PACKAGE_ROOT })].sort()) {
    const path = join(PACKAGE_ROOT, file);
    hash.update(`${file}\0`).update(existsSync(path) ? readFileSync(path) : "gone");
  }
  return hash.digest("hex");
}

function readRecord(): ImageRecord | undefined {
  return existsSync(recordPath()) ? JSON.parse(readFileSync(recordPath(), "utf8")) : undefined;
}

function recordPath(): string {
  return statePath("images", "reference.json");
}
