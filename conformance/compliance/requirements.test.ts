import { describe, expect, it } from "vitest";
import { BLOCKS, type Block } from "../../charts/spi/index.ts";
import { sampleReport, sampleResult } from "../report/sample-report.ts";
import { SUITES } from "../suites.ts";
import { USE_CASES } from "../use-case-list.ts";
import { buildReport } from "../verdict.ts";
import { assess } from "./assess.ts";
import { loadRequirements, type Requirement } from "./requirements.ts";
import { sampleEvidence } from "./sample-evidence.ts";

const requirements = loadRequirements();

/** Blocks with a suite in which no check shows a requirement that is of all blocks. */
const SILENT: Readonly<Record<string, readonly Block[]>> = {
  "govstack-cfr-data#req-1": ["payments", "consent"],
  "govstack-cfr-data#req-2": ["information-mediator", "messaging"],
  "govstack-cfr-architecture#req-12": ["identity", "digital-registries", "registration"],
};

/** The state of a requirement after a run of one block in which its checks passed, and one of them did not. */
function stateWithout(requirement: Requirement, block: Block, failing?: string): string | undefined {
  const results = (requirement.checks?.[block] ?? []).map((check) =>
    sampleResult(check === failing ? "failed" : "passed", { check }),
  );
  const facts = { ...sampleReport("passed"), engine: "pulumi" };
  const part = { part: block, block, product: "reference 0.1.0", owner: "", url: "https://part", results };
  const report = buildReport(facts, { parts: [part], useCases: [] });
  return assess(report, sampleEvidence(report), [requirement]).requirements[0]?.state;
}

describe("the list of requirements", () => {
  it("has the 19 that GovStack's architecture requires of everything", () => {
    const required = requirements.filter(({ id, level, block }) => {
      return level === "REQUIRED" && block === undefined && id.startsWith("govstack-cfr-");
    });
    expect(required).toHaveLength(19);
  });

  it("names each requirement once", () => {
    const ids = requirements.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("gives a requirement of one block checks of that block only", () => {
    const foreign = requirements.filter(
      ({ block, checks = {} }) => block !== undefined && Object.keys(checks).some((one) => one !== block),
    );
    expect(foreign).toEqual([]);
  });

  it("names checks that the suites have, each once", async () => {
    const named = requirements.flatMap(({ id, checks = {} }) =>
      Object.entries(checks).map(([block, wanted]) => ({ id, block: block as Block, wanted })),
    );
    expect(named.length).toBeGreaterThan(15);
    const unknown: string[] = [];
    for (const { id, block, wanted } of named) {
      const checks = (await SUITES[block]?.())?.checks ?? [];
      for (const [index, one] of wanted.entries()) {
        const check = checks.find((each) => each.id === one);
        if (check === undefined || wanted.indexOf(one) !== index) unknown.push(`${id}: ${block}/${one}`);
      }
    }
    expect(unknown).toEqual([]);
  });

  it("is shown in every block with a suite, but where no check of it could", () => {
    const ofAll = requirements.filter(({ block, checks }) => block === undefined && checks !== undefined);
    const silent = ofAll.map(({ id, checks = {} }) => {
      return [id, BLOCKS.filter((block) => SUITES[block] !== undefined && checks[block] === undefined)];
    });
    expect(Object.fromEntries(silent.filter(([, blocks]) => blocks?.length !== 0))).toEqual(
      Object.fromEntries(
        Object.entries(SILENT).map(([id, blocks]) => [id, BLOCKS.filter((one) => blocks.includes(one))]),
      ),
    );
  });

  it("is not met as soon as one of the checks that it names fails", () => {
    const kept: string[] = [];
    for (const requirement of requirements)
      for (const [block, checks] of Object.entries(requirement.checks ?? {})) {
        expect(["met", "attest"]).toContain(stateWithout(requirement, block as Block));
        for (const check of checks)
          if (stateWithout(requirement, block as Block, check) !== "not met")
            kept.push(`${requirement.id}: ${block}/${check}`);
      }
    expect(kept).toEqual([]);
  });

  it("names stories that the use cases tell", async () => {
    const named = requirements.flatMap(({ stories = {} }) => Object.entries(stories));
    expect(named.length).toBeGreaterThan(0);
    for (const [name, wanted] of named) {
      const stories = (await USE_CASES.find(({ id }) => id === name)?.load())?.default ?? [];
      expect(stories.map(({ id }) => id)).toEqual(expect.arrayContaining([...wanted]));
    }
  });
});
