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

  it("are no defect where the cluster cannot be asked", async () => {
    const cluster = ["--target", "cluster", "--kubeconfig", "absent.yaml"];
    const { code, stdout, stderr } = await runCli(["secrets", "list", PROFILE, ...cluster]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error the kubeconfig cannot be read: .*absent\.yaml/);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("cannot be rotated for a part that there is not", async () => {
    const { code, stderr } = await runCli(["secrets", "rotate", PROFILE, "postgres"]);
    expect(code).toBe(2);
    expect(stderr).toContain("stack utopia has no part postgres");
  });
});
