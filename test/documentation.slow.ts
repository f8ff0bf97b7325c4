import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { copyTree } from "./documentation-copy.ts";
import { followPage } from "./documentation-page.ts";
import { ROOT, runCli } from "./run-cli.ts";

let copy: Awaited<ReturnType<typeof copyTree>>;
afterEach(async () => {
  // A page that was left half-way may have left its stack running.
  await runCli(["down", "profiles/countries/utopia.yaml", "--delete-data"], { cwd: copy.folder });
  copy.remove();
});

describe.each(["getting-started.md", "swap.md", "write-a-check.md"])("docs/%s", (page) => {
  it("can be followed, and says what a person then sees", async () => {
    copy = await copyTree();
    expect(await followPage(join(ROOT, "docs", page), copy.folder)).toBeGreaterThan(5);
  });
});
