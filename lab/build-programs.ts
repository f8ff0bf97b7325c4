import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheFolder, goFolder, programPath } from "./places.ts";
import { type Program, programs } from "./programs.ts";
import { runStep } from "./steps.ts";

/**
 * Builds every program whose pinned version is not in the cache folder yet, or those of these names: minutes when
 * cold, nothing when warm.
 */
export async function buildPrograms(
  names: readonly string[] = programs.map(({ name }) => name),
): Promise<void> {
  mkdirSync(cacheFolder(), { recursive: true });
  const wanted = programs.filter(({ name }) => names.includes(name));
  for (const program of wanted.filter((program) => !isBuilt(program))) {
    await runStep(`build ${program.name} ${program.version}`, () => buildProgram(program));
  }
}

/** Whether the cache folder has the program as it is pinned now. */
function isBuilt(program: Program): boolean {
  const file = stampFile(program);
  return (
    existsSync(programPath(program.name)) && existsSync(file) && readFileSync(file, "utf8") === stamp(program)
  );
}

/** The folder of a family's pinned module, downloaded if need be: for the files that modules carry beside code. */
export async function findModule(family: string, module: string): Promise<string> {
  const cwd = join(goFolder, family);
  await execa("go", ["mod", "download", module], { cwd });
  const { stdout } = await execa("go", ["list", "-m", "-f", "{{.Dir}}", module], { cwd });
  return stdout.trim();
}

async function buildProgram(program: Program): Promise<void> {
  const args = [
    "build",
    "-trimpath",
    "-ldflags",
    linkerFlags(program),
    "-o",
    programPath(program.name),
    program.package,
  ];
  // Without cgo the programs need no C compiler, and run in an image from scratch too.
  const env = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false" };
  await execa("nice", ["-n", "19", "go", ...args], { cwd: join(goFolder, program.family), env });
  writeFileSync(stampFile(program), stamp(program));
}

function linkerFlags({ version, versionVariable }: Program): string {
  return versionVariable === undefined ? "-s -w" : `-s -w -X ${versionVariable}=${version}`;
}

function stampFile(program: Program): string {
  return `${programPath(program.name)}.stamp`;
}

function stamp(program: Program): string {
  const modules = readFileSync(join(goFolder, program.family, "go.mod"));
  const digest = createHash("sha256").update(modules).digest("hex");
  return `${program.package}@${program.version} ${linkerFlags(program)} ${digest}\n`;
}
