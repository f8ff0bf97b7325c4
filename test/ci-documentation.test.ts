import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildProgram } from "../cli/main.ts";
import { processTerminal } from "../cli/terminal.ts";
import { blocksOf } from "./documentation-page.ts";
import { ROOT } from "./run-cli.ts";

const blocks = blocksOf(readFileSync(join(ROOT, "docs/ci.md"), "utf8"));
const recipes = blocks.filter(({ language }) => language === "yaml");

/** The commands of `country-stack` in a text, as words. */
function commandsIn(text: string): string[][] {
  return [...text.matchAll(/^.*\bcountry-stack (sandbox .*)$/gm)].map(([, words = ""]) => words.split(/\s+/));
}

describe("docs/ci.md", () => {
  it("has a recipe for GitHub Actions and one for GitLab, both of which parse", () => {
    expect(recipes.map(({ attributes }) => attributes["file"])).toEqual([
      ".github/workflows/test.yml",
      ".gitlab-ci.yml",
    ]);
    const [github, gitlab] = recipes.map(({ text }) => parse(text, { strict: true }));
    const steps = github.jobs.test.steps as { run?: string; if?: string }[];
    expect(steps.at(-1)).toMatchObject({ if: "always()", run: expect.stringContaining("sandbox down") });
    expect(steps.some(({ run }) => run?.includes("sandbox up") && run.includes("--env"))).toBe(true);
    expect(gitlab.test.after_script).toEqual([expect.stringContaining("sandbox down")]);
    expect(gitlab.test.before_script.join("\n")).toMatch(/sandbox up .* --env/);
  });

  it("names only commands and options that there are", () => {
    const sandbox = buildProgram(processTerminal()).commands.find((command) => command.name() === "sandbox");
    const commands = blocks.flatMap(({ text }) => commandsIn(text));
    expect(commands.length).toBeGreaterThan(8);
    for (const [, verb, ...words] of commands) {
      const command = sandbox?.commands.find((one) => one.name() === verb);
      const known = command?.options.map(({ long }) => long);
      for (const option of words.filter((word) => word.startsWith("--"))) expect(known).toContain(option);
    }
  });
});
