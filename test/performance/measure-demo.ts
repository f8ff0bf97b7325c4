import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readMemory } from "../kills/served-process.ts";
import { ROOT } from "../run-cli.ts";
import type { Finding } from "./finding.ts";

const PROMISED_MS = 20_000;
const PROMISED_MB = 300;
const LOOK_EVERY_MS = 20;
const BARE = ["cli/country-stack.cjs", "up", "profiles/countries/utopia.yaml", "--once", "--yes"];

/**
 * `up --once` on the demonstration country: how long until it has ended, and the most memory it ever had. The promises
 * are about `npm run demo`; the same without that script's options for Node stands beside it.
 */
export async function measureDemo(): Promise<Finding[]> {
  const demo = await runOnce(demoArguments());
  const bare = await runOnce(BARE);
  const time = { unit: "ms", note: "wall time, with all checks" } as const;
  const memory = { unit: "MB", note: "VmHWM, children included" } as const;
  return [
    { name: "npm run demo", value: demo.ms, promised: PROMISED_MS, ...time },
    { name: "npm run demo, memory", value: demo.megabytes, promised: PROMISED_MB, ...memory },
    { name: "up --once", value: bare.ms, ...time },
    { name: "up --once, memory", value: bare.megabytes, ...memory },
  ];
}

/** What stands behind `node` in the script; npm itself is not measured. */
function demoArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: { demo: string };
  };
  const [node, ...args] = scripts.demo.split(" ");
  if (node !== "node") throw new Error(`the script demo begins with ${node}, not with node`);
  return args;
}

async function runOnce(args: readonly string[]): Promise<{ ms: number; megabytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-demo-"));
  try {
    const begin = performance.now();
    const child = spawn(process.execPath, [...args, "--data", folder], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: "1", CI: "true" },
      stdio: "ignore",
    });
    let megabytes = 0;
    const timer = setInterval(() => {
      megabytes = Math.max(megabytes, memoryOf(child.pid as number));
    }, LOOK_EVERY_MS);
    const [code] = await once(child, "exit");
    clearInterval(timer);
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
    return { ms: performance.now() - begin, megabytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of a process and its children; nothing of one that has just ended. */
function memoryOf(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return readMemory(pid).peak + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0);
  } catch {
    return 0;
  }
}
