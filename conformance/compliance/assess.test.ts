import { describe, expect, it } from "vitest";
import { INSIDE } from "../inside-checks.ts";
import { sampleReport, sampleResult } from "../report/sample-report.ts";
import type { PartReport, Report, Status } from "../result.ts";
import { buildReport } from "../verdict.ts";
import { assess } from "./assess.ts";
import type { AssessedRequirement } from "./compliance.ts";
import type { Evidence } from "./evidence.ts";
import type { Requirement } from "./requirements.ts";
import { sampleEvidence, sampleRequirement } from "./sample-evidence.ts";

const report = sampleReport("passed");
const CHECK = "read-unknown-record-passed";

/** The requirement as a run of only payments shows it. */
function assessed(
  requirement: Partial<Requirement>,
  more: Partial<Evidence> = {},
  run: Report = only("payments"),
): AssessedRequirement {
  const [one] = assess(run, sampleEvidence(run, more), [sampleRequirement(requirement)]).requirements;
  if (one === undefined) throw new Error("the requirement is left out");
  return one;
}

function only(block: PartReport["block"], results?: PartReport["results"]): Report {
  const parts = report.parts
    .filter((part) => part.block === block)
    .map((part) => ({ ...part, results: results ?? part.results }));
  return buildReport({ ...report, engine: "pulumi" }, { parts, useCases: report.useCases });
}

describe("assess, of rules", () => {
  const rules = ["no-host-path", "no-host-ipc"] as const;
  const payments = { part: "payment-hub", workload: "main" };

  it("calls met what the manifests of all parts keep", () => {
    const { state, evidence } = assessed({ rules: [...rules] });
    expect(state).toBe("met");
    expect(evidence).toEqual([
      {
        outcome: "passed",
        block: "payments",
        text: "the manifests of payment-hub keep 2 rules: no-host-path, no-host-ipc",
      },
    ]);
  });

  it("calls not met what a part breaks, also where that is granted", () => {
    const broken = [{ rule: "no-host-ipc", ...payments, grantedBy: "development" } as const];
    const { state, evidence } = assessed({ rules: [...rules] }, { rules: { broken, opaque: [] } });
    expect(state).toBe("not met");
    expect(evidence[0]?.text).toBe(
      "rules are not kept: no-host-ipc by payment-hub/main (granted by development)",
    );
  });

  it("minds no other rule", () => {
    const broken = [{ rule: "cpu-limit", ...payments } as const];
    expect(assessed({ rules: [...rules] }, { rules: { broken, opaque: [] } }).state).toBe("met");
  });

  it("assesses nothing of what was not examined, runs elsewhere or was not applied", () => {
    const opaque = { rules: { broken: [], opaque: ["payment-hub"] } };
    expect(assessed({ rules: [...rules] }, opaque).state).toBe("not assessed");
    const [part] = sampleEvidence(only("payments")).parts;
    if (part === undefined) throw new Error("no part");
    const elsewhere = { parts: [{ ...part, isExternal: true }] };
    expect(assessed({ rules: [...rules] }, elsewhere).state).toBe("not assessed");
    const local = assessed({ rules: [...rules] }, { rules: "nothing was applied" });
    expect([local.state, local.evidence[0]?.text]).toEqual(["not assessed", "nothing was applied"]);
  });
});

describe("assess, of checks", () => {
  const checks = { payments: [CHECK] };

  it("calls met what each named check shows", () => {
    const { state, evidence } = assessed({ checks });
    expect(state).toBe("met");
    expect(evidence[0]?.text).toBe(`1 of 1 checks of payment-hub passed: ${CHECK}`);
  });

  it.each(["failed", "error"] as const)("calls not met what one check does not show: %s", (status) => {
    const run = only("payments", [sampleResult("passed"), sampleResult(status, { check: "other" })]);
    expect(assessed({ checks: { payments: [CHECK, "other"] } }, {}, run).state).toBe("not met");
  });

  it("assesses nothing where a check was skipped, is gone, or the suite did not run", () => {
    const skipped = only("payments", [sampleResult("skipped", { check: CHECK })]);
    expect(assessed({ checks }, {}, skipped).state).toBe("not assessed");
    expect(assessed({ checks: { payments: ["gone"] } }).state).toBe("not assessed");
    const smoke = only("payments", [sampleResult("passed", { check: CHECK, operation: "smoke" })]);
    const { state, evidence } = assessed({ checks }, {}, smoke);
    expect([state, evidence[0]?.text]).toEqual([
      "not assessed",
      "the block's suite did not run on payment-hub",
    ]);
  });

  it("lets a part that fills no block prove nothing and keep nothing open", () => {
    const run = only("payments");
    const parts = sampleEvidence(run).parts;
    const database = {
      part: "payment-hub-db",
      block: "payments",
      isPlatform: true,
      isExternal: false,
    } as const;
    expect(assessed({ checks }, { parts: [...parts, database] }, run).state).toBe("met");
  });

  it("is as bad as the worst block", () => {
    const requirement = sampleRequirement({ checks });
    const run = { ...report, engine: "pulumi" };
    const [one] = assess(run, sampleEvidence(run), [requirement]).requirements;
    expect(one?.state).toBe("not assessed");
    expect(one?.blocks.find(({ block }) => block === "payments")?.state).toBe("met");
    expect(one?.evidence.find(({ block }) => block === "identity")?.text).toBe(
      "no check of this block's suite shows it",
    );
  });
});

describe("assess, of anything else", () => {
  it("asks a person only where all else is in order", () => {
    const attest = "Is it?";
    expect(assessed({ attest }).state).toBe("attest");
    expect(assessed({ attest, checks: { payments: [CHECK] } })).toMatchObject({
      state: "attest",
      question: attest,
    });
    expect(assessed({ attest, checks: { payments: ["gone"] } }).state).toBe("not assessed");
  });

  it("says why nobody can tell", () => {
    const { state, evidence } = assessed({ none: "nobody looks" });
    expect([state, evidence]).toEqual(["not assessed", [{ outcome: "absent", text: "nobody looks" }]]);
  });

  it("leaves out what is asked of blocks that the stack has not", () => {
    const run = only("payments");
    const requirement = sampleRequirement({ block: "wallet", attest: "Is it?" });
    expect(assess(run, sampleEvidence(run), [requirement]).requirements).toEqual([]);
  });

  it("takes the record of runs for what it tells, and no more", () => {
    const records = [{ record: "backup", when: "2026-11-21T20:00:00Z" } as const];
    expect(assessed({ records: ["backup"] }, { records }).state).toBe("met");
    expect(assessed({ records: ["backup", "restore"] }, { records }).state).toBe("not assessed");
    expect(assessed({ records: ["backup"] }, { records: "no record" }).state).toBe("not assessed");
  });

  it("needs a story told to its end", () => {
    const stories = { "household-lookup": ["main"] };
    const registries = only("digital-registries");
    expect(assessed({ stories }, {}, registries).state).toBe("met");
    const failed = { ...registries, useCases: sampleReport("failed").useCases };
    expect(assessed({ stories }, {}, failed).state).toBe("not met");
    expect(assessed({ stories: { "household-lookup": ["other"] } }, {}, registries).state).toBe(
      "not assessed",
    );
  });

  it("takes of several stories those whose use case the profile has", () => {
    const stories = { "household-lookup": ["main"], "construction-permit": ["from-plan-to-permit"] };
    const registries = only("digital-registries");
    expect(assessed({ stories }, {}, registries)).toMatchObject({
      state: "met",
      evidence: [{ text: "told to its end: household-lookup: main" }],
    });
    const untold = { useCase: "construction-permit", title: "", story: "", results: [] };
    const both = { ...registries, useCases: [...registries.useCases, untold] };
    expect(assessed({ stories }, {}, both).state).toBe("not assessed");
  });

  it("lets a story show nothing of a block that it does not lead through", () => {
    const stories = { "household-lookup": ["main"] };
    expect(assessed({ stories }, {}, only("information-mediator")).state).toBe("met");
    const { state, evidence } = assessed({ stories }, {}, only("payments"));
    expect([state, evidence[0]?.text]).toEqual([
      "not assessed",
      "no use case of this profile shows it: household-lookup",
    ]);
  });

  it("takes plain text to an address for what it is, and knows nothing of a tunnel", () => {
    const [part] = only("payments").parts;
    if (part === undefined) throw new Error("no part");
    const at = (url: string, engine: string) => ({ ...only("payments"), engine, parts: [{ ...part, url }] });
    const transport = { transport: "everywhere" } as const;
    expect(assessed(transport, {}, at("http://pay.example", "url")).state).toBe("not met");
    expect(assessed(transport, {}, at("https://pay.example", "url")).state).toBe("met");
    expect(assessed(transport, {}, at("http://127.0.0.1:1", "pulumi")).state).toBe("not assessed");
    expect(assessed(transport, {}, at("http://127.0.0.1:1", "local")).state).toBe("not assessed");
  });

  it("takes a part's own socket for what it shows: all of how it is served, not whom it calls", () => {
    const served = { transport: "served", attest: "Do all clients?" } as const;
    const everywhere = { transport: "everywhere", attest: "Does every connection?" } as const;
    const tried = (...states: Status[]) =>
      only(
        "payments",
        states.map((status, index) =>
          sampleResult(status, { check: Object.values(INSIDE)[index] ?? "", operation: "smoke" }),
        ),
      );
    const good = tried("passed", "passed");
    expect(assessed(served, {}, good)).toEqual(
      expect.objectContaining({
        state: "met",
        evidence: [
          {
            outcome: "passed",
            block: "payments",
            text: "payment-hub refuses plain text, TLS 1.2 and whoever shows no certificate of the stack's authority: 2 of 2 checks of TLS at payment-hub passed",
          },
        ],
      }),
    );
    expect(assessed(served, {}, good).question).toBeUndefined();
    expect(assessed(everywhere, {}, good).state).toBe("attest");
    for (const bad of ["failed", "error"] as const) {
      expect(assessed(served, {}, tried("passed", bad))).toMatchObject({
        state: "not met",
        evidence: [{ text: "1 of 2 checks of TLS at payment-hub failed: inside-refuses-tls12" }],
      });
      expect(assessed(everywhere, {}, tried(bad)).state).toBe("not met");
    }
    expect(assessed(served, {}, tried("passed", "skipped")).state).toBe("not assessed");
  });

  it("assesses nothing of how parts are reached whose sockets nobody tried", () => {
    const inside = sampleResult("passed", { check: INSIDE.plaintext, operation: "smoke" });
    const run = only("payments", [inside]);
    const database = {
      part: "payment-hub-db",
      block: "payments",
      isPlatform: true,
      isExternal: false,
    } as const;
    const parts = [...sampleEvidence(run).parts, database];
    expect(assessed({ transport: "served" }, { parts }, run).state).toBe("met");
    expect(assessed({ transport: "everywhere" }, { parts }, run)).toMatchObject({
      state: "not assessed",
      evidence: [{ outcome: "passed" }, { outcome: "absent" }],
    });
    const named = only("payments", [sampleResult("passed", { check: INSIDE.plaintext })]);
    expect(assessed({ transport: "served" }, {}, named).state).toBe("not assessed");
  });

  it("needs every required check of a suite", () => {
    const suite = { suite: true } as const;
    expect(assessed(suite).state).toBe("met");
    const skipped = sampleResult("skipped", { level: "REQUIRED" });
    expect(assessed(suite, {}, only("payments", [sampleResult("passed"), skipped])).state).toBe(
      "not assessed",
    );
    expect(assessed(suite, {}, only("payments", [sampleResult("failed")])).state).toBe("not met");
  });

  it("counts states by level", () => {
    const run = only("payments");
    const { required, recommended } = assess(run, sampleEvidence(run), [
      sampleRequirement({ id: "a", attest: "Is it?" }),
      sampleRequirement({ id: "b", checks: { payments: [CHECK] } }),
      sampleRequirement({ id: "c", level: "RECOMMENDED", none: "nobody looks" }),
    ]);
    expect(required).toEqual({ met: 1, "not met": 0, attest: 1, "not assessed": 0 });
    expect(recommended).toEqual({ met: 0, "not met": 0, attest: 0, "not assessed": 1 });
  });
});
