import { expect, it } from "vitest";
import type { RunRecord } from "../../deploy/cluster/record.ts";
import { rowOf } from "./show-history.ts";

const RUN: RunRecord = {
  who: "ana@desk@desk",
  when: "2026-11-21T22:00:00.123Z",
  what: "up",
  result: "done",
  until: "2026-11-21T22:01:10.123Z",
  profileHash: "0123456789abcdef",
  toolVersion: "0.1.0",
};

it("tells of a run who, what, how it ended, how long it took and with which profile", () => {
  expect(rowOf(RUN, true, "other")).toEqual([
    "2026-11-21T22:00:00Z",
    "ana@desk",
    "up",
    "-",
    "done",
    "70s",
    "-",
    "01234567",
    "0.1.0",
  ]);
  expect(rowOf(RUN, true, "0123456789abcdef")[7]).toBe("as now");
});

it("tells of what it was: the part whose secrets are new, or the backup", () => {
  expect(rowOf({ ...RUN, what: "secrets rotate", of: "civil" }, true, "other")[2]).toBe(
    "secrets rotate civil",
  );
});

it("counts a run as dead that says it runs although another one followed", () => {
  const { until: _, profileHash: __, toolVersion: ___, ...old } = RUN;
  const running: RunRecord = { ...old, result: "running" };
  expect(rowOf(running, false, "other").slice(4)).toEqual(["died", "-", "-", "-", "-"]);
  expect(rowOf(running, true, "other")[4]).toBe("running");
});

it("tells what was planned and what the checks found", () => {
  const counts = { create: 2, update: 3, replace: 0, delete: 1 };
  const upgrades = [{ part: "civil", product: "reference", from: "1", to: "2" }];
  const summary = { passed: 3, failed: 1, skipped: 0, error: 0 };
  const report = { verdict: "failed", startedAt: RUN.when, summary } as const;
  const row = rowOf({ ...RUN, plan: { counts, parts: [], upgrades }, report }, true, "other");
  expect([row[3], row[6]]).toEqual(["+2 ~3 -1, civil → 2", "failed 3/4"]);
  const some = rowOf({ ...RUN, report: { ...report, partial: true } }, true, "other");
  expect(some[6]).toBe("failed 3/4 of some");
});
