import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isRunning, ownProcess, readRecord, writeRecord } from "./record.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-record-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the record of a stack on this machine", () => {
  it("is empty where there is none, and where it was torn", () => {
    expect(readRecord(join(folder, "nowhere"))).toEqual({ ports: {} });
    writeFileSync(join(folder, "local.json"), '{"pid": 1');
    expect(readRecord(folder)).toEqual({ ports: {} });
  });

  it("gives back what was written", () => {
    writeRecord(folder, { pid: 1, ports: { civil: 4000 } });
    expect(readRecord(folder)).toEqual({ pid: 1, ports: { civil: 4000 } });
  });

  it("knows a process that runs from one that was given its id later", () => {
    const own = { ...ownProcess(), ports: {} };
    expect(isRunning(own)).toBe(true);
    expect(isRunning({ ports: {} })).toBe(false);
    expect(isRunning({ pid: 2 ** 22 + 1, ports: {} })).toBe(false);
    if (own.processStart !== undefined) expect(isRunning({ ...own, processStart: "1" })).toBe(false);
  });
});
