import { describe, expect, it } from "vitest";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "./quantity.ts";

describe("quantities", () => {
  it("reads CPU in cores and millicores", () => {
    expect(["50m", "1", "0.5"].map(parseCpu)).toEqual([50, 1000, 500]);
  });

  it("reads bytes in binary units", () => {
    expect(["1Ki", "128Mi", "1.5Gi", "7"].map(parseBytes)).toEqual([1024, 134_217_728, 1_610_612_736, 7]);
  });

  it("refuses other forms", () => {
    expect(() => parseCpu("1 core")).toThrow(RangeError);
    expect(() => parseBytes("1GB")).toThrow(RangeError);
  });

  it("writes what it reads", () => {
    expect(formatCpu(1050)).toBe("1050m");
    expect(formatCpu(2000)).toBe("2");
    expect(formatBytes(parseBytes("384Mi"))).toBe("384Mi");
    expect(formatBytes(parseBytes("2Gi"))).toBe("2Gi");
    expect(formatBytes(1_600_000_000)).toBe("1.5Gi");
  });
});
