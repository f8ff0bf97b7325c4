import { describe, expect, test } from "vitest";
import { CANDIDATE } from "../../charts/digital-registries/reference/config.ts";
import { OWN_VERSION } from "../../charts/own-image.ts";
import { synthStack } from "../../constructs/synth.ts";
import type { UpgradeMark } from "../../deploy/cluster/record.ts";
import { exampleStack } from "../../test/example-stack.ts";
import type { AskedUpgrade } from "../plan/plan-stack.ts";
import { checkUpgradeFlags, goesOn, requireWayBack, type UpgradeFlags } from "./way-back.ts";

const stack = exampleStack();
const manifests = await synthStack(stack);
const jump = { part: "civil", product: "reference", from: CANDIDATE, to: OWN_VERSION };
const asked = (mark?: UpgradeMark, jumps = [jump]): AskedUpgrade => ({ jumps, issues: [], mark });
const mark = (phase: UpgradeMark["phase"], part = "civil"): UpgradeMark => ({
  parts: [{ ...jump, part }],
  phase,
});
const require = (upgrade: AskedUpgrade, flags: UpgradeFlags) => () =>
  requireWayBack(stack, manifests, upgrade, flags);

describe("an upgrade of stored data", () => {
  test("begins with a backup, or without one where that is asked for", () => {
    expect(require(asked(), {})).toThrow("begins with a backup");
    expect(require(asked(), { withoutBackup: true })).not.toThrow();
    expect(require(asked(undefined, []), {})).not.toThrow();
  });

  test("cannot go back to a backup that was left out, nor to a release that is gone", () => {
    const flags = { withoutBackup: true, onFailedChecks: "rollback" } as const;
    expect(require(asked(), flags)).toThrow("that --without-backup leaves out");
    const gone = asked(undefined, [{ ...jump, from: "0.0.1" }]);
    expect(require(gone, { backupTo: "/srv", onFailedChecks: "rollback" })).toThrow("civil 0.0.1 →");
  });

  test("says of which data nobody knows how they are taken", () => {
    const parts = stack.parts.map((part) => {
      const { reference: _, ...product } = part.product;
      return { ...part, product };
    });
    const undeclared = { ...stack, parts };
    expect(() => requireWayBack(undeclared, manifests, asked(), { backupTo: "/srv" })).toThrow(
      "nobody has said how the data of civil are taken",
    );
  });

  test("that has begun goes on without another backup, and with no other beside it", () => {
    expect(goesOn(asked(mark("begun")))).toBe(true);
    expect(require(asked(mark("begun")), {})).not.toThrow();
    expect(goesOn(asked(mark("applied")))).toBe(false);
    expect(require(asked(mark("begun", "social")), { backupTo: "/srv" })).toThrow(
      "upgrade of social has not ended",
    );
  });
});

describe("the flags of an upgrade", () => {
  test("are for a cluster, and of two kinds", () => {
    expect(() => checkUpgradeFlags({ target: "cluster", onFailedChecks: "retry" })).toThrow(
      "neither keep nor",
    );
    expect(() => checkUpgradeFlags({ target: "local", withoutBackup: true })).toThrow("--target cluster");
    expect(() => checkUpgradeFlags({ target: "local", backupTo: "/srv" })).toThrow("--target cluster");
    expect(() => checkUpgradeFlags({ target: "local", onFailedChecks: "keep" })).not.toThrow();
  });
});
