import { describe, expect, it } from "vitest";
import { chooseExpired, type Retention, type StoredBackup } from "./retention.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const DAY = 86_400_000;

function backup(name: string, days: number, missing: readonly string[] = []): StoredBackup {
  const createdAt = new Date(NOW - days * DAY).toISOString();
  return { name, size: 1, stack: "utopia", createdAt, missing };
}

const WEEK = [0, 1, 2, 3, 4].map((days) => backup(`day-${days}`, days));

const expired = (backups: readonly StoredBackup[], retention: Retention, proved = "day-0") =>
  chooseExpired(backups, proved, retention, NOW).map(({ name }) => name);

describe("retention", () => {
  it("deletes nothing where nothing was said", () => {
    expect(expired(WEEK, {})).toEqual([]);
  });

  it("keeps the newest so many, and names the others oldest first", () => {
    expect(expired(WEEK, { keep: 3 })).toEqual(["day-4", "day-3"]);
  });

  it("keeps those that are young enough", () => {
    expect(expired(WEEK, { keepDays: 2.5 })).toEqual(["day-4", "day-3"]);
  });

  it("keeps what either of the two keeps", () => {
    expect(expired(WEEK, { keep: 1, keepDays: 1.5 })).toEqual(["day-4", "day-3", "day-2"]);
    expect(expired(WEEK, { keep: 4, keepDays: 1 })).toEqual(["day-4"]);
  });

  it("never deletes the newest one that lacks no part", () => {
    const lacking = [
      backup("day-0", 0, ["a"]),
      backup("day-1", 1, ["a"]),
      backup("day-2", 2),
      backup("day-3", 3),
    ];
    expect(expired(lacking, { keep: 1 })).toEqual(["day-3", "day-1"]);
  });

  it("never deletes the one that was just proved, whatever the clocks say", () => {
    expect(expired(WEEK, { keep: 1 }, "day-4")).toEqual(["day-3", "day-2", "day-1"]);
    expect(expired([backup("day-0", 400)], { keepDays: 30 })).toEqual([]);
  });

  it("leaves what it cannot read", () => {
    const { missing: _, ...strange } = backup("strange", 9);
    expect(expired([...WEEK, strange], { keep: 5 })).toEqual([]);
  });
});
