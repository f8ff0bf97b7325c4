import { cpSync, existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What of a package is needed to run it, and its licence; no types, source maps, sources or documentation. */
const NEEDED = /\.(?:js|cjs|mjs|json|node|wasm)$|^(?:licen[cs]e|notice|copying)/i;

interface Wanted {
  readonly name: string;
  /** The folder that asks for it: its dependant's. */
  readonly from: string;
  /** The folder in the image that stands for the dependant. */
  readonly into: string;
}

/**
 * Copies packages that `root` depends on, and all that they depend on, into `target/node_modules`; two versions of
 * one package keep apart. Throws an Error where a package is not installed.
 */
export function copyPackages(names: readonly string[], root: string, target: string): void {
  const placed = new Map<string, string>();
  const waiting: Wanted[] = names.map((name) => ({ name, from: root, into: target }));
  for (const wanted of waiting) {
    const source = findPackage(wanted.name, wanted.from);
    const place = placeOf(wanted, source, target, placed);
    if (placed.get(place) === source) continue;
    placed.set(place, source);
    copyPackage(source, place);
    const dependencies = Object.keys(readManifest(source).dependencies ?? {});
    waiting.push(...dependencies.map((name) => ({ name, from: source, into: place })));
  }
}

/** The top of the image's packages, or beside its dependant where another version of it is there already. */
function placeOf(wanted: Wanted, source: string, target: string, placed: Map<string, string>): string {
  const top = join(target, "node_modules", wanted.name);
  const there = placed.get(top);
  return there === undefined || there === source ? top : join(wanted.into, "node_modules", wanted.name);
}

/** The folder of an installed package, found as Node finds it: in the node_modules of the nearest folder above. */
function findPackage(name: string, from: string): string {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return realpathSync(found);
    if (folder === dirname(folder)) throw new Error(`the package ${name} is not installed beside ${from}`);
  }
}

function readManifest(folder: string): { dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function copyPackage(source: string, place: string): void {
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const inside = path.slice(source.length + 1);
    const own = !inside.split(/[\\/]/).includes("node_modules");
    if (entry.isFile() && own && NEEDED.test(basename(path))) cpSync(path, join(place, inside));
  }
}
