import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleReport } from "../../conformance/report/sample-report.ts";
import {
  addLocalRun,
  ownRun,
  readLocalRuns,
  reportLocalRun,
  withKnownRun,
  withLocalRun,
} from "./local-runs.ts";
import { packReport } from "./pack-report.ts";

const never = new AbortController().signal;
const told = () => readLocalRuns(folder).map(({ what, result, of }) => [what, result, ...(of ? [of] : [])]);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-runs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a run on this machine", () => {
  it("stands in the record while it runs, and with its end after it", async () => {
    const answer = await withLocalRun(folder, { what: "restore", of: "a-backup" }, never, async () => {
      expect(told()).toEqual([["restore", "running", "a-backup"]]);
      return 7;
    });
    expect(answer).toBe(7);
    expect(told()).toEqual([["restore", "done", "a-backup"]]);
    expect(readLocalRuns(folder)[0]?.until).toMatch(/^\d{4}-.*Z$/);
  });

  it("has failed, or was interrupted", async () => {
    const fail = () => Promise.reject(new Error("no room"));
    await expect(withLocalRun(folder, { what: "backup" }, never, fail)).rejects.toThrow("no room");
    await expect(withLocalRun(folder, { what: "up" }, AbortSignal.abort(), fail)).rejects.toThrow();
    expect(told()).toEqual([
      ["backup", "failed"],
      ["up", "interrupted"],
    ]);
  });

  it("ends where others have begun since", async () => {
    await withLocalRun(folder, { what: "up" }, never, async () => {
      const run = ownRun({ what: "test" }, "2026-11-22T06:00:00.000Z");
      addLocalRun(folder, { ...run, result: "done" });
    });
    expect(told()).toEqual([
      ["up", "done"],
      ["test", "done"],
    ]);
  });

  it("goes with a folder that it removes, and leaves none where there was none", async () => {
    await withKnownRun(folder, { what: "down" }, never, async () => rmSync(folder, { recursive: true }));
    expect(existsSync(folder)).toBe(false);
    await withKnownRun(folder, { what: "down" }, never, async () => undefined);
    expect(existsSync(folder)).toBe(false);
  });

  it("has the report of its checks, and no other run has", async () => {
    await withLocalRun(folder, { what: "up" }, never, async () => undefined);
    await withLocalRun(folder, { what: "backup" }, never, async () => undefined);
    reportLocalRun(folder, packReport(sampleReport("passed"), true));
    const verdicts = readLocalRuns(folder).map(({ report }) => [report?.verdict, report?.partial]);
    expect(verdicts).toEqual([
      ["passed", true],
      [undefined, undefined],
    ]);
    reportLocalRun(folder, packReport(sampleReport("failed")), "restore");
    expect(readLocalRuns(folder).map(({ report }) => report?.verdict)).toEqual(["passed", undefined]);
  });
});
