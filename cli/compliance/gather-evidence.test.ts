import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { renderJson } from "../../conformance/report/json.ts";
import { sampleReport } from "../../conformance/report/sample-report.ts";
import type { RunRecord } from "../../deploy/cluster/record.ts";
import { openProfile } from "../../test/open-profile.ts";
import { gatherEvidence, recordsOf, urlEvidence } from "./gather-evidence.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-evidence-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stack = openProfile("profiles/countries/utopia.yaml");
const NOTHING = { create: 0, update: 0, replace: 0, delete: 0 };
const up = (when: string, profileHash: string, counts = NOTHING): RunRecord => ({
  ...{ who: "ana@desk", when, what: "up", result: "done", profileHash },
  plan: { counts, parts: [], upgrades: [] },
});
const recorded = (hash: string, ...runs: readonly RunRecord[]) => ({ hash, read: async () => runs });

describe("gatherEvidence", () => {
  const source = { stack, engine: "pulumi", reports: folder };

  it("examines the manifests where they were made from this profile", async () => {
    const evidence = await gatherEvidence({ ...source, recorded: recorded("a", up("1", "a")) });
    expect(evidence.rules).toMatchObject({ opaque: [] });
    expect(evidence.parts.map(({ part }) => part)).toEqual(stack.parts.map(({ name }) => name));
  });

  it("lets manifests say nothing where another profile was applied, or none", async () => {
    const other = await gatherEvidence({ ...source, recorded: recorded("b", up("1", "a")) });
    expect(other.rules).toMatch(/another profile/);
    const rotated = { ...up("2", "b"), what: "secrets rotate" } as const;
    const since = await gatherEvidence({ ...source, recorded: recorded("b", up("1", "a"), rotated) });
    expect(since.rules).toMatchObject({ opaque: [] });
    const none = await gatherEvidence({ ...source, recorded: recorded("b") });
    expect(none.rules).toBe("no record tells from which profile what stands was made");
  });

  it("says why a run on one machine, an unknown and an unreadable record show nothing", async () => {
    const local = await gatherEvidence({ ...source, engine: "local", recorded: recorded("a", up("1", "a")) });
    expect([local.rules, local.records]).toEqual([
      "this run was on one machine, where no manifest is applied",
      "this run was on one machine, whose record of runs says nothing of a cluster",
    ]);
    expect((await gatherEvidence(source)).records).toBe("the record of runs was not asked");
    const read = async () => {
      throw new Error("no answer");
    };
    expect((await gatherEvidence({ ...source, recorded: { hash: "a", read } })).records).toBe(
      "the record of runs cannot be read: no answer",
    );
  });

  it("takes a backup for proved only where its checks passed in a cluster", async () => {
    const prove = async (verdict: "passed" | "failed", engine: string) => {
      mkdirSync(join(folder, "verify"), { recursive: true });
      writeFileSync(join(folder, "verify/report.json"), renderJson({ ...sampleReport(verdict), engine }));
      return (await gatherEvidence({ ...source, recorded: recorded("b") })).records;
    };
    expect(await prove("passed", "pulumi")).toEqual([
      { record: "restore", when: sampleReport("passed").startedAt },
    ]);
    expect(await prove("failed", "pulumi")).toEqual([]);
    expect(await prove("passed", "local")).toEqual([]);
  });
});

describe("recordsOf", () => {
  it("knows a run that changed nothing only after one of the same profile", () => {
    const runs = [up("1", "a"), up("2", "a"), up("3", "b"), up("4", "b", { ...NOTHING, update: 1 })];
    expect(recordsOf(runs)).toEqual([{ record: "unchanged-up", when: "2" }]);
  });

  it("takes no run that failed for a backup", () => {
    const backup = { who: "ana@desk", when: "1", what: "backup" } as const;
    expect(recordsOf([{ ...backup, result: "failed" }])).toEqual([]);
    expect(recordsOf([{ ...backup, result: "done" }])).toEqual([{ record: "backup", when: "1" }]);
  });
});

it("knows of parts at addresses what the profile says, and no manifest", () => {
  const { parts, rules } = urlEvidence(stack, ["civil"]);
  expect(parts.map(({ part, block }) => [part, block])).toEqual([["civil", "digital-registries"]]);
  expect(rules).toBe("this run knows addresses only, and no manifest");
});
