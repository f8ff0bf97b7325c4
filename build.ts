// Compiles the package into dist/ and copies what is not TypeScript beside it, so that the same relative paths hold
// in a checkout and in the package.
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const ASSETS = [
  "cli/plan/node-prices.yaml",
  "conformance/**/*.yaml",
  "conformance/results/**/*.json",
  "profiles/profile.schema.json",
  "profiles/countries/**/*.{yaml,json}",
  "reference/Containerfile",
];

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
for (const file of globSync(ASSETS)) {
  const target = join("dist", file);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(file, target);
}
