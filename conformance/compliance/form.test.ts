import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sampleReport } from "../report/sample-report.ts";
import { assess } from "./assess.ts";
import { fillForms } from "./form.ts";
import { loadRequirements } from "./requirements.ts";
import { sampleEvidence } from "./sample-evidence.ts";

const requirement = z.strictObject({
  requirement: z.string().min(1),
  comment: z.string(),
  fulfillment: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
  status: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  link: z.string(),
});
const level = z.union([z.literal(-1), z.literal(1), z.literal(2)]);
const notes = z.string();

/** The web app's form as its source has it (govstack's testing-webapp), written down from what is known of it. */
const form = z.strictObject({
  softwareName: z.string().min(1),
  logo: z.string(),
  website: z.string(),
  documentation: z.string(),
  description: z.string(),
  pointOfContact: z.string(),
  status: z.literal(0),
  uniqueId: z.uuidv4(),
  deploymentCompliance: z.strictObject({
    documentation: z.string(),
    deploymentInstructions: z.string(),
    requirements: z.array(z.strictObject({ requirement: z.string(), level: z.number() })),
  }),
  compliance: z.array(
    z.strictObject({
      version: z.string(),
      bbDetails: z.record(
        z.string(),
        z.strictObject({
          bbSpecification: z.string(),
          bbVersion: z.string(),
          deploymentCompliance: z.strictObject({ level, notes }),
          interfaceCompliance: z.strictObject({
            level,
            testHarnessResult: z.string(),
            requirements: z.array(requirement),
            notes,
          }),
          requirementSpecificationCompliance: z.strictObject({
            level,
            crossCuttingRequirements: z.array(requirement),
            functionalRequirements: z.array(requirement),
            keyDigitalFunctionalitiesRequirements: z.array(requirement),
            notes,
          }),
        }),
      ),
    }),
  ),
});

const newId = () => "0b0e7f6e-3d0a-4c55-9a1e-0123456789ab";

function fill(verdict: "passed" | "failed") {
  const report = sampleReport(verdict);
  const broken = [{ rule: "no-host-path", part: "payment-hub", workload: "main" } as const];
  const evidence = sampleEvidence(report, { rules: { broken, opaque: [] } });
  const compliance = assess(report, evidence, loadRequirements());
  const forms = fillForms({ ...report, compliance }, { newId, link: "report.html" });
  const [first] = forms;
  if (first === undefined) throw new Error("no form was filled");
  return { forms, blocks: first.compliance[0]?.bbDetails ?? {} };
}

describe("fillForms", () => {
  it("fills a draft of the form for each product, with all of its blocks", () => {
    const { forms, blocks } = fill("passed");
    expect(forms).toHaveLength(1);
    expect(() => z.array(form).parse(forms)).not.toThrow();
    expect(forms[0]).toMatchObject({ softwareName: "reference", status: 0, uniqueId: newId() });
    expect(Object.keys(blocks).sort()).toEqual([
      "digital-registries",
      "identity",
      "information-mediator",
      "payments",
    ]);
  });

  it("says 1 only of what is shown, 0 of what is shown not to be, each by block", () => {
    const { blocks } = fill("passed");
    const found = (block: string, id: string) =>
      blocks[block]?.requirementSpecificationCompliance.crossCuttingRequirements.find((one) =>
        one.requirement.endsWith(`(${id})`),
      );
    const autonomous = "govstack-cfr-architecture#req-1";
    expect(found("payments", autonomous)).toMatchObject({ fulfillment: 0, status: 0, link: "report.html" });
    expect(found("payments", autonomous)?.comment).toContain("no-host-path by payment-hub/main");
    expect(found("identity", autonomous)).toMatchObject({ fulfillment: 1 });
    expect(found("identity", autonomous)?.comment).not.toContain("payment-hub");
    expect(found("identity", "govstack-cfr-quality#req-1")).toMatchObject({ fulfillment: -1 });
    expect(found("identity", "govstack-cfr-quality#req-1")?.comment).toMatch(/^to be attested: /);
    expect(found("identity", "payments/https")).toBeUndefined();
  });

  it("tells the figures of the interface, and that they are not GovStack's", () => {
    const { blocks } = fill("failed");
    const { interfaceCompliance, requirementSpecificationCompliance } = blocks["payments"] ?? {};
    expect(interfaceCompliance?.notes).toMatch(
      /^compatibility 0\.5: 1 passed, 1 failed, 0 skipped, .*not GovStack's/,
    );
    expect(interfaceCompliance?.requirements.length).toBeGreaterThan(3);
    expect(requirementSpecificationCompliance?.notes).toMatch(/^\d+ of \d+ REQUIRED requirements are shown/);
    const registries = blocks["digital-registries"]?.requirementSpecificationCompliance;
    expect(registries?.functionalRequirements).toHaveLength(1);
  });
});
