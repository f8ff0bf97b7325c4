import { join } from "node:path";
import { execa } from "execa";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";

/** Whether this runs from a checkout's sources and not from the compiled package. */
const fromSource = import.meta.url.endsWith(".ts");

/** The folder of our package.json, in a checkout and in an installed package. */
export const PACKAGE_ROOT: string = join(import.meta.dirname, fromSource ? "../.." : "../../..");

/** The file that the image is built by; build.ts puts it beside the compiled files too. */
export const CONTAINERFILE: string = join(import.meta.dirname, "../../reference/Containerfile");

/**
 * The folder of the compiled files: the package's own, or, in a checkout, a new one in `scratch`, so that `dist/`
 * stays as it is. Throws a UsageError where the sources do not compile. Types are left to `npm run check`.
 */
export async function findCompiled(scratch: string): Promise<string> {
  if (!fromSource) return join(PACKAGE_ROOT, "dist");
  const target = join(scratch, "dist");
  const compiler = join(PACKAGE_ROOT, "node_modules/typescript/bin/tsc");
  const project = join(PACKAGE_ROOT, "tsconfig.build.json");
  const { exitCode, stdout } = await execa(
    process.execPath,
    [compiler, "-p", project, "--outDir", target, "--noCheck", "--declaration", "false"],
    { reject: false },
  );
  if (exitCode !== 0) {
    throw new UsageError(say.images.notCompiled(stdout.split("\n")[0] ?? ""), say.images.notCompiledHint);
  }
  return target;
}
