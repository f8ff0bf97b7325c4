import { describe, expect, it } from "vitest";
import { buildReport } from "../verdict.ts";
import { renderJunit } from "./junit.ts";
import { sampleReport, sampleResult } from "./sample-report.ts";

const ATTRIBUTES = "name package id timestamp hostname tests failures errors skipped time".split(" ");

/** The attributes of each element of that name. */
function attributesOf(xml: string, element: string): Record<string, string>[] {
  return [...xml.matchAll(new RegExp(`<${element}((?: [a-z]+="[^"<]*")*)/?>`, "g"))].map(([, written = ""]) =>
    Object.fromEntries(
      [...written.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
    ),
  );
}

describe("renderJunit", () => {
  const xml = renderJunit(sampleReport("failed"));

  it("has a suite per part and use case with all that the schema requires", () => {
    const suites = attributesOf(xml, "testsuite");
    expect(
      suites.map(({ name, tests, failures, errors, skipped }) => [name, tests, failures, errors, skipped]),
    ).toEqual([
      ["mediator", "2", "0", "0", "0"],
      ["civil-registry", "5", "2", "1", "1"],
      ["social-registry", "1", "0", "0", "0"],
      ["payment-hub", "2", "1", "0", "0"],
      ["login", "1", "0", "0", "0"],
      ["household-lookup", "1", "1", "0", "0"],
    ]);
    for (const suite of suites) expect(Object.keys(suite)).toEqual(ATTRIBUTES);
    expect(suites[0]?.["timestamp"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(new Set(suites.map(({ id }) => id)).size).toBe(suites.length);
  });

  it("orders the children of a suite as the schema does", () => {
    for (const [, inside = ""] of xml.matchAll(/<testsuite [^>]*>([\s\S]*?)<\/testsuite>/g)) {
      expect(inside.replace(/\n/g, " ")).toMatch(
        /^\s*<properties>.*<\/properties>\s*(<testcase .*)?<system-out><\/system-out>\s*<system-err><\/system-err>\s*$/,
      );
    }
    for (const one of attributesOf(xml, "testcase"))
      expect(Object.keys(one)).toEqual(["name", "classname", "time"]);
  });

  it("has a failure, error or skipped element for each that did not pass", () => {
    const counted = ["failure", "error", "skipped"].map((element) => attributesOf(xml, element).length);
    expect(counted).toEqual([4, 1, 1]);
    expect(attributesOf(xml, "failure")[0]).toEqual({
      message: "expected 404, got 200 (failed)",
      type: "unmet",
    });
    expect(xml).toContain("GET http://127.0.0.1:4011/api/data");
  });

  it("is XML whatever a part answers", () => {
    const [part] = sampleReport("failed").parts;
    if (part === undefined) throw new Error("the sample has no part");
    const reason = "]]>\u0000\u0008\ud800<a b='\"'>&\nsecond\tline\uffff";
    const parts = [{ ...part, results: [sampleResult("failed", { reason })] }];
    const hostile = renderJunit(buildReport(sampleReport("failed"), { parts, useCases: [] }));
    expect(hostile).not.toMatch(/(?![\n\t])\p{Cc}|[\ud800-\udfff\ufffe\uffff]/u);
    expect(attributesOf(hostile, "failure")[0]?.["message"]).toBe(
      "]]&gt;\uFFFD\uFFFD\uFFFD&lt;a b=&#39;&quot;&#39;&gt;&amp;&#10;second&#9;line\uFFFD",
    );
  });
});
