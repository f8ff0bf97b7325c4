import { bringUp, labEngine, testManifests, testStack, useLab } from "./pulumi-stack.ts";

/** A run of `up` in a process of its own, to be killed: FOLDER STACK PARTS. */
const [folder = "", name = "", parts = "2"] = process.argv.slice(2);
useLab(process.env);
const stack = testStack(name, Number(parts));
try {
  await bringUp(labEngine(folder), stack, testManifests(stack, { data: true, settings: 4 }));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
