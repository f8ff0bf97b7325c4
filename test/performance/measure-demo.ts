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

/** `up --once` on the demonstration country: how long until it has ended, and the most memory it ever had. */
export async function measureDemo(): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-demo-"));
  const args = [
    "cli/country-stack.cjs",
    "up",
    "profiles/countries/utopia.yaml",
    "--once",
    "--yes",
    "--data",
    folder,
  ];
  try {
    const begin = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: "1", CI: "true" },
      stdio: "ignore",
    });
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, memoryOf(child.pid as number));
    }, LOOK_EVERY_MS);
    const [code] = await once(child, "exit");
    clearInterval(timer);
    const took = performance.now() - begin;
    if (code !== 0) throw new Error(`up --once ended with ${code}`);
    return [
      {
        name: "demo, up --once",
        value: took,
        unit: "ms",
        promised: PROMISED_MS,
        note: "wall time, with all checks",
      },
      {
        name: "demo, memory",
        value: peak,
        unit: "MB",
        promised: PROMISED_MB,
        note: "VmHWM, children included",
      },
    ];
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
