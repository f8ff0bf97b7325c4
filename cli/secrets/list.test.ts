import { describe, expect, it } from "vitest";
import { runCli } from "../../test/run-cli.ts";

const PROFILE = "profiles/countries/utopia.yaml";

describe("secrets on this machine", () => {
  it("are none, which list and rotate say", async () => {
    for (const args of [
      ["list", PROFILE],
      ["rotate", PROFILE, "mediator"],
    ]) {
      const { code, stdout, stderr } = await runCli(["secrets", ...args]);
      expect([code, stdout]).toEqual([0, ""]);
      expect(stderr).toContain("stack utopia has no secrets on this machine");
    }
    expect((await runCli(["secrets", "list", PROFILE, "--json"])).stdout).toBe("[]");
  });

  it("cannot be rotated for a part that there is not", async () => {
    const { code, stderr } = await runCli(["secrets", "rotate", PROFILE, "postgres"]);
    expect(code).toBe(2);
    expect(stderr).toContain("stack utopia has no part postgres");
  });
});
