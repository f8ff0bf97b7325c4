// Prints the milliseconds of CPU time that the synthesis of so many parts takes in a process of its own.
import { products } from "../../charts/catalog.ts";
import { synthStack } from "../../constructs/synth.ts";
import { exampleLink, exampleStack } from "../example-stack.ts";

const count = Number(process.argv[2]);
const stack = exampleStack(count - 1);
// Each registry asks the one before, so that links grow with the parts.
const registries = stack.parts.slice(1).map((part) => part.name);
const links = registries.slice(1).map((name, index) => exampleLink(name, registries[index] ?? name));
// Loading is the same for any number of parts and would flatter the ratio.
await Promise.all(products.flatMap(({ releases }) => releases.map((release) => release.load?.())));

const before = process.cpuUsage();
const manifests = await synthStack({ ...stack, links });
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ ms: (user + system) / 1000, manifests: manifests.length }));
