// Packs the package, installs it as a person would into a folder of its own, and runs what the README promises.
// Prints a line per step; the exit code is 1 where one fails.
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { VERSION } from "../cli/version.ts";

const ROOT = join(import.meta.dirname, "..");
const SYSTEM_NODE = "/usr/bin/node";
const PROFILE = "country/utopia.yaml";
const SMALL_PROFILE = "country/minimal.yaml";

/** Parts of Utopia, of nine blocks. */
const REFERENCE_PARTS = 10;

/** The oldest Node line on which the package runs; what `engines` says in full. */
const OLDEST_NODE = 22;

/** The smallest catalog that shows whether the modules which the package offers are there. */
const OWN_CATALOG = `import { registry } from "country-stack/spi";
import { addServerWorkload } from "country-stack/server-workload";
import { z } from "zod";
export const products = [];
if (![registry, addServerWorkload, z.strictObject].every((one) => typeof one === "function")) throw new Error("no module");
`;

const folder = mkdtempSync(join(tmpdir(), "country-stack-package-"));
const installed = join(folder, "installed");

/** Runs a program, with this Node first on the path; throws where it ends with another exit code. */
async function run(cwd: string, file: string, args: readonly string[], code = 0): Promise<string> {
  const path = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const { exitCode, stdout, stderr } = await execa(file, args, {
    cwd,
    reject: false,
    stdin: "ignore",
    env: { NO_COLOR: "1", CI: "true", PATH: path },
  });
  const told = [stdout, stderr].filter((text) => text !== "").join("\n");
  if (exitCode !== code) throw new Error(`${file} ${args.join(" ")} ended with ${exitCode}:\n${told}`);
  return told;
}

function expectText(text: string, wanted: string): void {
  if (!text.includes(wanted)) throw new Error(`this does not say ${JSON.stringify(wanted)}:\n${text}`);
}

const countryStack = (...args: readonly string[]) =>
  run(installed, "npx", ["--no-install", "country-stack", ...args]);

const tarball = (): string => {
  const [name] = globSync("*.tgz", { cwd: folder });
  if (name === undefined) throw new Error("npm pack wrote no tarball");
  return join(folder, name);
};

/** What is done, in order; each throws where something is not as it should be. What it returns is printed. */
const STEPS: Readonly<Record<string, () => Promise<string | undefined>>> = {
  "npm pack": async () => {
    await run(ROOT, "npm", ["pack", "--pack-destination", folder]);
    return undefined;
  },
  publint: async () => {
    const file = readFileSync(tarball());
    const { messages, pkg } = await publint({
      pack: { tarball: new Uint8Array(file).buffer },
      level: "warning",
    });
    if (messages.length > 0) throw new Error(messages.map((one) => formatMessage(one, pkg)).join("\n"));
    return undefined;
  },
  "npm install": async () => {
    mkdirSync(installed);
    writeFileSync(join(installed, "package.json"), '{ "private": true }\n');
    const flags = ["--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await run(installed, "npm", ["install", ...flags, tarball()]);
    return undefined;
  },
  "country-stack --version": async () => {
    expectText(await countryStack("--version"), VERSION);
    return VERSION;
  },
  "a profile of the package, copied": async () => {
    const shipped = join(installed, "node_modules/country-stack/dist/profiles/countries");
    cpSync(shipped, join(installed, "country"), { recursive: true });
    return PROFILE;
  },
  "country-stack validate": async () => {
    expectText(await countryStack("validate", PROFILE), "is valid");
    return undefined;
  },
  "country-stack catalog": async () => {
    expectText(await countryStack("catalog"), "digital-registries");
    return undefined;
  },
  "country-stack synth": async () => {
    await countryStack("synth", PROFILE, "--out", "manifests");
    return globSync("*.yaml", { cwd: join(installed, "manifests") })
      .sort()
      .join(" ");
  },
  "a catalog of one's own": async () => {
    mkdirSync(join(installed, "own"));
    writeFileSync(join(installed, "own/catalog.ts"), OWN_CATALOG);
    writeFileSync(join(installed, "own.yaml"), `extends: ./${PROFILE}\ncatalogs: [./own]\n`);
    expectText(await countryStack("validate", "own.yaml"), "is valid");
    return undefined;
  },
  "country-stack up --once": async () => {
    const said = await countryStack("up", SMALL_PROFILE, "--once");
    return said.split("\n").find((line) => line.startsWith("PASSED"));
  },
  "every reference server": async () => {
    await countryStack("up", PROFILE, "--detach", "--skip-checks");
    const parts = (await countryStack("status", PROFILE)).match(/^.* ready .*$/gm) ?? [];
    await countryStack("down", PROFILE, "--delete-data");
    if (parts.length < REFERENCE_PARTS) throw new Error(`only ${parts.length} parts are ready`);
    return `${parts.length} parts ready`;
  },
  "an old Node is refused in one sentence": async () => {
    if (!existsSync(SYSTEM_NODE)) return `skipped: there is no ${SYSTEM_NODE}`;
    const version = await run(folder, SYSTEM_NODE, ["--version"]);
    if (Number(/^v(\d+)/.exec(version)?.[1]) >= OLDEST_NODE) return `skipped: ${SYSTEM_NODE} is ${version}`;
    const launcher = join(installed, "node_modules/country-stack/cli/country-stack.cjs");
    const said = await run(folder, SYSTEM_NODE, [launcher, "--version"], 2);
    if (said.trim().split("\n").length !== 1) throw new Error(`more than a sentence:\n${said}`);
    return said.trim();
  },
};

async function checkPackage(): Promise<boolean> {
  for (const [step, action] of Object.entries(STEPS)) {
    const from = performance.now();
    try {
      const told = await action();
      const seconds = ((performance.now() - from) / 1000).toFixed(1);
      console.log(`✔ ${step} (${seconds} s)${told === undefined ? "" : `: ${told}`}`);
    } catch (error) {
      console.log(`✘ ${step}: ${(error as Error).message}`);
      return false;
    }
  }
  return true;
}

try {
  if (!(await checkPackage())) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
