// Completes package-lock.json: `npm install` leaves out optional packages of other platforms where the registry in
// use does not carry them, and `npm ci` then refuses the lockfile everywhere. Run after every `npm install` that
// changes something: npm run lockfile
import { readFileSync, writeFileSync } from "node:fs";

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS: Readonly<Record<string, string>> = { wasm32: "wasm32", ppc64le: "ppc64", universal: "" };
const KNOWN_PROCESSORS = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el"];

/** The lockfile's packages that name an optional one which the lockfile lacks, as entries to add. */
export function missingEntries(packages: Readonly<Record<string, LockEntry>>): Record<string, LockEntry> {
  const missing: Record<string, LockEntry> = {};
  for (const entry of Object.values(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      if (path in packages || !/^\d/.test(version)) continue;
      missing[path] = { version, ...platformOf(name), ...(entry.dev ? { dev: true } : {}), optional: true };
    }
  }
  return missing;
}

/** A platform package says in its name what it is for. */
function platformOf(name: string): Partial<Record<"os" | "cpu" | "libc", string[]>> {
  const words = (name.split("/").at(-1) ?? name).split("-");
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = [
    ...KNOWN_PROCESSORS.filter((one) => words.includes(one)),
    ...words.flatMap((word) => PROCESSORS[word] || []),
  ];
  const libc = words.some((word) => word.startsWith("musl")) ? ["musl"] : [];
  return {
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
  };
}

if (import.meta.main) {
  const file = new URL("../package-lock.json", import.meta.url);
  const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, LockEntry> };
  const added = missingEntries(lock.packages);
  const [own, ...rest] = Object.entries({ ...lock.packages, ...added });
  const sorted = rest.sort(([a], [b]) => (a < b ? -1 : 1));
  const packages = Object.fromEntries(own === undefined ? sorted : [own, ...sorted]);
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  console.log(`${Object.keys(added).length} entries added`);
}
