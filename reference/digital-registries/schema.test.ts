import { describe, expect, it } from "vitest";
import { readSchema } from "./schema.ts";

describe("a registry's schema", () => {
  it("is refused where it is so large that compiling it would stop the server", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `p${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    expect(() => readSchema({ type: "object", properties })).toThrow(/65536 characters/);
  });

  it("may have hundreds of properties", () => {
    const names = Array.from({ length: 500 }, (_, index) => `p${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    expect(readSchema({ type: "object", properties }).complaint({ p7: 7 })).toContain("content.p7");
  });
});
