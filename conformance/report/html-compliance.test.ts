import { describe, expect, it } from "vitest";
import { assess } from "../compliance/assess.ts";
import { loadRequirements } from "../compliance/requirements.ts";
import { sampleEvidence } from "../compliance/sample-evidence.ts";
import { renderHtml } from "./html.ts";
import { recommendedInWords, renderCompliance, requiredInWords } from "./html-compliance.ts";
import { sampleReport } from "./sample-report.ts";

function counted(verdict: "passed" | "failed") {
  const report = { ...sampleReport(verdict), engine: "pulumi" };
  const broken = [{ rule: "no-host-path", part: "payment-hub", workload: "<main>" } as const];
  const evidence = sampleEvidence(report, { rules: { broken, opaque: [] } });
  return { ...report, compliance: assess(report, evidence, loadRequirements()) };
}

describe("renderCompliance", () => {
  const html = renderCompliance(counted("failed"));

  it("shows the figure of each block, with four decimals", () => {
    expect(html).toContain(
      '<td>Payments</td><td>reference 0.1.0</td><td class="number">1</td><td class="number">1</td><td class="number">0</td><td class="number">0.5000</td>',
    );
  });

  it("shows each requirement with its state, and opens what is not met", () => {
    const [, autonomous = ""] = html
      .split("Blocks are autonomous")
      .map((part, index) => (index === 0 ? part.slice(-120) : part));
    expect(html).toMatch(
      /<details class="requirement" open><summary><span class="state failed">not met<\/span> <span>Blocks are autonomous/,
    );
    expect(autonomous).toContain("no-host-path by payment-hub/&lt;main&gt;");
    expect(html.match(/<details class="requirement"/g)).toHaveLength(
      counted("failed").compliance.requirements.length,
    );
  });

  it("asks a person what this tool cannot see", () => {
    expect(html).toContain(
      '<p class="reason">To be attested: Do documents in English lie beside the code of every product?</p>',
    );
  });

  it("stands in the page, with a way to it; not where nobody counted", () => {
    expect(renderHtml(counted("passed"))).toContain('<a href="#compliance">');
    expect(renderHtml(sampleReport("passed"))).not.toContain("compliance");
  });
});

describe("the verdict in words", () => {
  const counts = { met: 3, "not met": 0, attest: 0, "not assessed": 0 };

  it("is compliant only where everything required is met", () => {
    expect(requiredInWords(counts)).toMatch(/^Compliant: of 3 required requirements, 3 met/);
    expect(requiredInWords({ ...counts, attest: 1 })).toMatch(/^Not decided: /);
    expect(requiredInWords({ ...counts, "not assessed": 1 })).toMatch(/^Not decided: /);
    expect(requiredInWords({ ...counts, attest: 1, "not met": 1 })).toMatch(/^Not compliant: /);
    expect(requiredInWords({ ...counts, met: 0 })).toMatch(/^Not decided: /);
  });

  it("tells of what is recommended how much is met", () => {
    expect(recommendedInWords({ ...counts, "not met": 2 })).toBe("Of 5 recommended, 3 met and 2 not.");
  });
});
