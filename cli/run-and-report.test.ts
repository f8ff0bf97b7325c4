import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { sampleReport } from "../conformance/report/sample-report.ts";
import { foreignEvidence } from "./compliance/gather-evidence.ts";
import { withCompliance } from "./compliance/with-compliance.ts";
import { writeReports } from "./run-and-report.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-reports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("writes the report in every form, for its owner's eyes only", async () => {
  const report = await withCompliance(sampleReport("passed"), async () => foreignEvidence);
  const page = writeReports(join(folder, "all"), report);
  const files = readdirSync(join(folder, "all")).sort();
  expect(files).toEqual(["compliance.json", "report.html", "report.json", "report.ndjson", "report.xml"]);
  for (const file of files) expect(statSync(join(folder, "all", file)).mode & 0o077).toBe(0);
  expect(readFileSync(page, "utf8")).toContain('<section id="compliance">');
  const forms = JSON.parse(readFileSync(join(folder, "all/compliance.json"), "utf8"));
  expect(forms[0].compliance[0].bbDetails.payments.bbVersion).toMatch(/^3\.0/);
});

it("writes no form where nobody counted", () => {
  writeReports(join(folder, "plain"), sampleReport("failed"));
  expect(readdirSync(join(folder, "plain"))).not.toContain("compliance.json");
});
