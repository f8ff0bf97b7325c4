import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { seededRandom } from "../../kills/random.ts";
import { bringUp, labEngine, newDataFolder, testManifests, testStack, useLab } from "../pulumi-stack.ts";
import { openLabApi, whyNoLab } from "../running-lab.ts";
import { type FinalSet, hashOf, readFinalSet } from "./final-set.ts";
import { type KillClass, killClasses, type Scene } from "./kill-classes.ts";
import { killOnce, type Outcome, victims } from "./kill-once.ts";
import { untilFiles } from "./valuables.ts";

/** How many kills may miss their moment before a class gives up, per kill wanted. */
const TRIES = 3;

/** `npm run kills -- N [--seed S] [--only CLASS]`: kills a stack's runs N times; exit code 1 on any deviation. */
async function main(): Promise<number> {
  const options = { seed: { type: "string", default: "1" }, only: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const wanted = Number(positionals[0] ?? "25");
  const kinds = killClasses.filter(({ name }) => name.startsWith(values.only ?? ""));
  if (whyNoLab !== undefined || !(wanted > 0) || kinds.length === 0) {
    const names = killClasses.map(({ name }) => name).join(", ");
    process.stderr.write(`${whyNoLab ?? `say how many kills: npm run kills -- 25; classes: ${names}`}\n`);
    return 2;
  }
  process.stderr.write(`${useLab(process.env)}, seed ${values.seed}\n`);
  const each = Math.ceil(wanted / kinds.length);
  const counts = new Map<KillClass, Count>();
  // A chart takes its time: only those kills that are about it pay for it.
  for (const chart of [false, true]) {
    const chosen = kinds.filter((kind) => (kind.chart ?? false) === chart);
    if (chosen.length === 0) continue;
    const scene = openScene(chart);
    try {
      for (const [kind, count] of await drill(scene, chosen, each, Number(values.seed)))
        counts.set(kind, count);
    } finally {
      await scene.engine.down(scene.stack, { deleteData: true });
      rmSync(scene.folder, { recursive: true });
      scene.api.close();
    }
  }
  return report(kinds, counts, each);
}

interface Count {
  hits: number;
  tries: number;
  deviations: number;
}

async function drill(
  scene: Scene,
  kinds: readonly KillClass[],
  each: number,
  seed: number,
): Promise<Map<KillClass, Count>> {
  const expected = await readExpected(scene);
  const counts = new Map(kinds.map((kind) => [kind, { hits: 0, tries: 0, deviations: 0 }]));
  const isOpen = (kind: KillClass) => {
    const { hits, tries } = counts.get(kind) as Count;
    return hits < each && tries < each * TRIES;
  };
  for (let number = 1; kinds.some(isOpen); ) {
    for (const kind of kinds.filter(isOpen)) {
      const count = counts.get(kind) as Count;
      const random = seededRandom(seed * 100_003 + number);
      const victim = random.pick(victims);
      const outcome = await killOnce(scene, kind, victim, random, expected[kind.what]);
      count.tries += 1;
      count.hits += Number(outcome.isHit);
      count.deviations += outcome.deviations.length;
      process.stdout.write(formatOutcome(number, kind, outcome));
      number += 1;
    }
  }
  return counts;
}

/** What runs that nobody hurts leave. */
async function readExpected(scene: Scene): Promise<Record<KillClass["what"], FinalSet>> {
  const { api, engine, stack, manifests } = scene;
  await bringUp(engine, stack, manifests);
  await untilFiles(api, stack.name, stack.parts.length);
  const up = await readFinalSet(api, stack.name);
  await engine.down(stack, { deleteData: false });
  const down = await readFinalSet(api, stack.name);
  process.stdout.write(
    `unhurt: up leaves ${up.size} objects ${hashOf(up)}, down ${down.size} ${hashOf(down)}\n`,
  );
  return { up, down, "down-with-data": new Map() };
}

function openScene(chart: boolean): Scene {
  const stack = testStack(chart ? "drill-chart" : "drill");
  const folder = newDataFolder();
  const choice = { data: true, writes: true, generated: true, settings: 6, chart };
  const manifests = testManifests(stack, choice);
  return { api: openLabApi(), folder, stack, manifests, choice, engine: labEngine(folder) };
}

function formatOutcome(number: number, { name }: KillClass, outcome: Outcome): string {
  const { victim, isHit, orphans, hash, seconds, deviations } = outcome;
  const words = [
    String(number).padStart(3),
    name.padEnd(30),
    victim.padEnd(8),
    isHit ? "hit   " : "missed",
    `${String(orphans).padStart(2)} orphans`,
    hash,
    `again ${seconds.toFixed(1)} s`,
    deviations.length === 0 ? "ok" : `DEVIATES: ${deviations.join("; ")}`,
  ];
  return `${words.join("  ")}\n`;
}

function report(kinds: readonly KillClass[], counts: ReadonlyMap<KillClass, Count>, each: number): number {
  const all = kinds.map((kind) => ({ name: kind.name, ...(counts.get(kind) as Count) }));
  for (const { name, hits, tries, deviations } of all) {
    process.stdout.write(`${name}: ${hits} hits in ${tries} kills, ${deviations} deviations\n`);
  }
  const missing = all.filter(({ hits }) => hits < each).map(({ name }) => name);
  if (missing.length > 0) process.stdout.write(`met less than ${each} times: ${missing.join(", ")}\n`);
  return all.some(({ deviations }) => deviations > 0) || missing.length > 0 ? 1 : 0;
}

process.exitCode = await main();
