import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";
import { statePath } from "../places.ts";

/** A folder packed as one layer of an image: an uncompressed tar file and its `sha256:` digest. */
export interface Layer {
  tar: string;
  digest: string;
  size: number;
}

/** What an image is made of. Layers lie on each other in this order, the last on top. */
export interface Image {
  /** The name that pods use, with a tag. */
  reference: string;
  layers: Layer[];
  entrypoint: string[];
  /** `uid:gid`; root when absent. */
  user?: string;
  env?: Record<string, string>;
  workingDir?: string;
  /** What ends it; SIGTERM when absent. */
  stopSignal?: string;
}

const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

/** Packs a folder as a layer in the file `tar`: owned by root, and the same bytes for the same content. */
export async function packLayer(folder: string, tar: string): Promise<Layer> {
  const steady = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
  await execa("tar", [...steady, "-C", folder, "-cf", tar, "."]);
  const hash = createHash("sha256");
  let size = 0;
  await pipeline(createReadStream(tar), async (chunks) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
    }
  });
  return { tar, digest: `sha256:${hash.digest("hex")}`, size };
}

/** Writes an image as an OCI archive (image-spec 1.1, "image layout", in a tar file), ready for `importImage`. */
export async function writeImage(image: Image, archive: string): Promise<void> {
  await mkdir(statePath("images"), { recursive: true });
  const layout = await mkdtemp(statePath("images", "layout-"));
  const blobs = join(layout, "blobs/sha256");
  await mkdir(blobs, { recursive: true });
  for (const layer of image.layers) await copyFile(layer.tar, join(blobs, layer.digest.slice(7)));
  const config = await writeBlob(blobs, mediaTypes.config, imageConfig(image));
  const layers = image.layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size }));
  const manifest = await writeBlob(blobs, mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config,
    layers,
  });
  const annotations = { "io.containerd.image.name": image.reference };
  await writeFile(
    join(layout, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  );
  await writeFile(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  await execa("tar", ["-C", layout, "-cf", archive, "."]);
  await rm(layout, { recursive: true });
}

function imageConfig({ layers, entrypoint, user, env = {}, workingDir = "/", stopSignal }: Image): object {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  return {
    architecture,
    os: "linux",
    config: {
      Entrypoint: entrypoint,
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      WorkingDir: workingDir,
      ...(user !== undefined && { User: user }),
      ...(stopSignal !== undefined && { StopSignal: stopSignal }),
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
  };
}

async function writeBlob(folder: string, mediaType: string, content: object) {
  const text = JSON.stringify(content);
  const hex = createHash("sha256").update(text).digest("hex");
  await writeFile(join(folder, hex), text);
  return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
}
