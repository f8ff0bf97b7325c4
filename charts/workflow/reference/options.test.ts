import { describe, expect, it } from "vitest";
import { capabilitiesOf, workflowOptions } from "./options.ts";

describe("what processes may call", () => {
  it("becomes a need of the part, and so a right at the mediator", () => {
    const options = workflowOptions.parse({ calls: ["registry:households", "payments"] });
    expect(capabilitiesOf(options)).toEqual([
      { kind: "registry", traits: { name: "households" } },
      { kind: "payments", traits: {} },
    ]);
  });

  it.each(["identity", "registry", "registry:../x", "https://elsewhere.example"])("is not %s", (call) => {
    expect(workflowOptions.safeParse({ calls: [call] }).success).toBe(false);
  });
});
