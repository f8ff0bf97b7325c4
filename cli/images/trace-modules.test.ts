import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { traceModules } from "./trace-modules.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-trace-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compiled(files: Readonly<Record<string, string>>): string {
  const target = mkdtempSync(join(folder, "case-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
  return target;
}

test("follows what commands of pods load later, and of other commands only what they load at once", () => {
  const target = compiled({
    "cli/main.js": `import "./commands/up.js";\nimport { a } from "./commands/reference.js";\nimport("./never.js");`,
    "cli/commands/up.js": `import { Command } from "commander";\nconst later = () => import("../../deploy/heavy.js");`,
    "cli/commands/reference.js": `export { b } from "node:path";\nconst load = () => import("../serve.js");`,
    "cli/serve.js": `import {\n  c,\n  d,\n} from "@scope/package/deep/file.js";\nconst e = () => import("../reference/x.js");`,
    "reference/x.js": `import data from "./x.json" with { type: "json" };\nexport const from = "not-a-package";`,
    "reference/x.json": `{}`,
  });
  expect(traceModules(target)).toEqual({
    files: [
      "cli/commands/reference.js",
      "cli/commands/up.js",
      "cli/main.js",
      "cli/serve.js",
      "reference/x.js",
      "reference/x.json",
    ],
    packages: ["@scope/package", "commander"],
  });
});

test("does not pass over an import that leads nowhere", () => {
  expect(() => traceModules(compiled({ "cli/main.js": `import "./gone.js";` }))).toThrow("gone.js");
});
