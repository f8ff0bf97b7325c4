import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import { cacheFolder, statePath } from "../places.ts";
import { type Layer, packLayer, writeImage } from "./image-archive.ts";
import { nodeImage } from "./image-names.ts";

/** A program that an image runs with Node. */
export interface NodeProgram {
  /** The image's name, with a tag. */
  reference: string;
  /** Files and folders to put into the image: path in the image to path here. */
  files: Record<string, string>;
  /** What follows `node` on the command line. */
  args: string[];
  /** `uid:gid`, 65532 of both when absent. */
  user?: string;
  env?: Record<string, string>;
}

/** Libraries that the resolver of glibc opens by name, which `ldd` therefore does not tell. */
const resolverLibraries = ["libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2"];

/**
 * Builds an image that runs a program with the Node of the lockfile, without rights and with nothing else in it, and
 * answers the path of its archive (for `importImage`). Without a program: an image whose entry point is `node`.
 */
export async function buildNodeImage(program: NodeProgram = bareNode): Promise<string> {
  const work = await makeWorkFolder();
  const layers = [await findNodeLayer()];
  if (Object.keys(program.files).length > 0) {
    for (const [target, source] of Object.entries(program.files)) {
      await cp(source, join(work, "root", target), { recursive: true, dereference: true });
    }
    layers.push(await packLayer(join(work, "root"), join(work, "program.tar")));
  }
  const archive = statePath("images", `${program.reference.replaceAll(/[^\w.-]+/g, "-")}.tar`);
  const image = {
    reference: program.reference,
    layers,
    entrypoint: ["node", ...program.args],
    user: program.user ?? "65532:65532",
    env: { PATH: "/usr/bin", ...program.env },
  };
  // Two tests may build the same image at once: either archive is whole.
  await writeImage(image, join(work, "image.tar"));
  await rename(join(work, "image.tar"), archive);
  await rm(work, { recursive: true });
  return archive;
}

const bareNode: NodeProgram = { reference: nodeImage, files: {}, args: [] };

/** The layer with Node and its libraries, packed once for each version of Node and kept in the cache folder. */
async function findNodeLayer(): Promise<Layer> {
  const manifest = createRequire(import.meta.url).resolve("node/package.json");
  const { version } = createRequire(import.meta.url)(manifest) as { version: string };
  const folder = join(cacheFolder(), "layers");
  const kept = join(folder, `node-${version}.tar`);
  if (existsSync(kept)) return { ...JSON.parse(await readFile(`${kept}.json`, "utf8")), tar: kept };
  await mkdir(folder, { recursive: true });
  const work = await makeWorkFolder();
  await fillNodeRoot(join(work, "root"), join(dirname(manifest), "bin/node"));
  const layer = await packLayer(join(work, "root"), join(work, "node.tar"));
  await writeFile(`${kept}.json`, JSON.stringify(layer));
  // The cache may be on another file system than the lab's state.
  const copy = `${kept}.${process.pid}`;
  await cp(layer.tar, copy);
  await rename(copy, kept);
  await rm(work, { recursive: true });
  return { ...layer, tar: kept };
}

async function fillNodeRoot(root: string, node: string): Promise<void> {
  for (const folder of ["usr/bin", "lib64", "etc", "tmp"])
    await mkdir(join(root, folder), { recursive: true });
  await chmod(join(root, "tmp"), 0o1777);
  const { stdout } = await execa("ldd", [node]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path ?? "");
  const libc = libraries.find((path) => basename(path) === "libc.so.6") ?? "";
  const all = [...libraries, ...resolverLibraries.map((name) => join(dirname(libc), name))];
  for (const path of all) await cp(path, join(root, path), { recursive: true, dereference: true });
  await cp(node, join(root, "usr/bin/node"));
  await writeFile(
    join(root, "etc/passwd"),
    "root:x:0:0::/:/sbin/nologin\nnode:x:65532:65532::/tmp:/sbin/nologin\n",
  );
  await writeFile(join(root, "etc/group"), "root:x:0:\nnode:x:65532:\n");
  await writeFile(join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
}

async function makeWorkFolder(): Promise<string> {
  await mkdir(statePath("images"), { recursive: true });
  return mkdtemp(statePath("images", "node-"));
}
