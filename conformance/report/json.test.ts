import { describe, expect, it } from "vitest";
import { renderJson } from "./json.ts";
import { sampleExchange, sampleReport } from "./sample-report.ts";

type Shape = { [key: string]: Shape } | string;

/** The keys and types of a value in their order; of a list, those of its first element. */
function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return { "[]": value.length === 0 ? "nothing" : shapeOf(value[0]) };
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}

describe("renderJson", () => {
  it("has the shape that its version promises", () => {
    const exchange = {
      method: "string",
      url: "string",
      requestHeaders: { accept: "string", "x-correlation-id": "string" },
      status: "number",
      headers: { "content-type": "string" },
      text: "string",
      milliseconds: "number",
    };
    const timed = { status: "string", milliseconds: "number" };
    const check = {
      check: "string",
      operation: "string",
      title: "string",
      section: "string",
      level: "string",
      effect: "string",
      kind: "string",
      ...timed,
      exchanges: { "[]": exchange },
    };
    const step = { hop: "string", title: "string", ...timed, exchanges: { "[]": exchange } };
    const written = JSON.parse(renderJson(sampleReport("passed")));
    expect(written.schemaVersion).toBe(1);
    expect(JSON.stringify(shapeOf(written), undefined, 1)).toBe(
      JSON.stringify(
        {
          schemaVersion: "number",
          tool: "string",
          stack: "string",
          country: "string",
          engine: "string",
          environment: "string",
          startedAt: "string",
          milliseconds: "number",
          verdict: "string",
          summary: { passed: "number", failed: "number", skipped: "number", error: "number" },
          notes: { "[]": "nothing" },
          parts: {
            "[]": {
              part: "string",
              block: "string",
              product: "string",
              owner: "string",
              url: "string",
              results: { "[]": check },
            },
          },
          useCases: {
            "[]": {
              useCase: "string",
              title: "string",
              story: "string",
              results: {
                "[]": { story: "string", title: "string", kind: "string", ...timed, steps: { "[]": step } },
              },
            },
          },
          wires: { "[]": { from: "string", to: "string", via: "string", reason: "string" } },
        },
        undefined,
        1,
      ),
    );
  });

  it("carries reasons, and bodies once", () => {
    const report = sampleReport("failed");
    const written = JSON.parse(renderJson(report));
    expect(written.parts[1].results[1].reason).toBe("expected 404, got 200 (failed)");
    expect(written.useCases[0].results[0].steps[1].reason).toContain("503");
    expect(written.parts[1].results[1].exchanges[0].text).toBe(sampleExchange().text);
    expect(written.parts[1].results[1].exchanges[0]).not.toHaveProperty("json");
  });
});
