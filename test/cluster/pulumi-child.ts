import { takeOrder } from "./pulumi-order.ts";
import { bringUp, labEngine, testManifests, testStack, useLab } from "./pulumi-stack.ts";

/** A run of the engine in a process of its own, to be killed: its one argument is an {@link Order} as JSON. */
useLab(process.env);
const { folder, name, parts, what, engine: changes, manifests: choice } = takeOrder(process.argv[2] ?? "{}");
const stack = testStack(name, parts);
const engine = labEngine(folder, changes);
try {
  if (what === "up") await bringUp(engine, stack, testManifests(stack, choice));
  else await engine.down(stack, { deleteData: what === "down-with-data" });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
