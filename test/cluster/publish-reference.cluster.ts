import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BLOCKS } from "../../charts/spi/index.ts";
import { readPublished } from "../../conformance/published-results.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import { type CliRun, runCli } from "../run-cli.ts";
import { useLab } from "./pulumi-stack.ts";
import { copyUtopia } from "./renamed-profile.ts";
import { whyNoLab } from "./running-lab.ts";
import { publishReport } from "./software/publish-report.ts";

const NAME = "published";
const MINUTES_10 = 600_000;
const FILE = "reference/utopia-0.1.0.json";

/** `up.cluster.ts` holds that this works; here it is done once more only for what is published. */
const isWanted = whyNoLab === undefined && process.env["PUBLISH_RESULTS"] !== undefined;

describe.skipIf(!isWanted)("our own servers, for what is published", { timeout: MINUTES_10 }, () => {
  let folder: string;
  let profile: string;

  beforeAll(async () => {
    console.info(useLab(process.env));
    await refreshReferenceImage();
    folder = mkdtempSync(join(tmpdir(), "country-stack-published-"));
    profile = copyUtopia(folder, NAME);
    await country("down", "--delete-data");
  }, MINUTES_10);

  afterAll(async () => {
    await country("down", "--delete-data");
    rmSync(folder, { recursive: true, force: true });
  }, MINUTES_10);

  test("have the results of every block that they fill", async () => {
    const { stdout, stderr } = await country("up", "--yes");
    expect(stdout, stderr).toContain(" results");
    const report = join(folder, "data", NAME, "reports/report.json");
    publishReport(report, FILE, ["in the lab, from our own image on the lab's ground"]);
    const blocks = new Set(readPublished().flatMap(({ file, block }) => (file === FILE ? block : [])));
    expect(BLOCKS.filter((block) => blocks.has(block))).toHaveLength(9);
  });

  function country(command: string, ...flags: string[]): Promise<CliRun> {
    const target = ["--target", "cluster", "--data", join(folder, "data")];
    return runCli([command, profile, ...target, ...flags]);
  }
});
