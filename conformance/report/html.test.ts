import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Report } from "../result.ts";
import { buildReport } from "../verdict.ts";
import { renderHtml } from "./html.ts";
import { renderFirstScreen } from "./html-first-screen.ts";
import { SCRIPT } from "./html-script.ts";
import { STYLE } from "./html-style.ts";
import { readPacked } from "./read-packed.ts";
import { sampleExchange, sampleReport, sampleResult, sampleStory } from "./sample-report.ts";

const VOID = new Set(["meta", "link", "input", "br"]);

/** Throws where an element is not closed, or closed by another; void elements and `<x/>` need no end. */
function assertBalanced(html: string): void {
  const open: string[] = [];
  for (const [, end, name = "", rest = ""] of html.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>/gi,
  )) {
    if (VOID.has(name) || rest.endsWith("/")) continue;
    if (end === "") open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(", ")}`);
}

/** The page without what stands in it as it is: its style and its script. */
const markupOf = (html: string) => html.replace(`<style>${STYLE}</style>`, "").replace(SCRIPT, "");

/** What a reader sees, without markup. */
const textOf = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

const onlyPart = (results: Report["parts"][number]["results"]): Report => {
  const report = sampleReport("failed");
  return buildReport(report, {
    parts: report.parts.slice(1, 2).map((part) => ({ ...part, results })),
    useCases: [],
  });
};

describe.each(["passed", "failed"] as const)("renderHtml of a run that %s", (verdict) => {
  const html = renderHtml(sampleReport(verdict));

  it("is a whole page with language, title and headings in order", () => {
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(html).toContain("<title>Conformance of Utopia</title>");
    assertBalanced(markupOf(html));
    const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries())
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, anchor] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor);
  });

  it("asks for nothing from elsewhere, and runs nothing but its own script", () => {
    expect(html).not.toMatch(/<iframe|<img|@import|\son[a-z]+=/i);
    const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)].map(([, about, text]) => [
      about,
      text,
    ]);
    expect(scripts).toEqual([
      [' type="application/octet-stream" id="exchanges"', expect.stringMatching(/^[A-Za-z0-9+/=]+$/)],
      ["", SCRIPT],
    ]);
    const hash = createHash("sha256").update(SCRIPT).digest("base64");
    expect(html).toContain(`default-src 'none'; script-src 'sha256-${hash}'; style-src`);
    expect(SCRIPT).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function|fetch|import|https?:/,
    );
    expect(
      [...html.matchAll(/(?:src|href)="([^"]*)"/g)].every(([, url = ""]) => /^(#|data:,$)/.test(url)),
    ).toBe(true);
    expect(STYLE).not.toContain("url(");
  });

  it("names no identifier, check or HTTP word on its first screen", () => {
    const report = sampleReport(verdict);
    const text = textOf(renderFirstScreen(report));
    for (const part of report.parts) if (part.part.includes("-")) expect(text).not.toContain(part.part);
    for (const { check, operation } of report.parts.flatMap((part) => part.results)) {
      expect(text).not.toContain(check);
      expect(text).not.toContain(operation);
    }
    expect(text).not.toMatch(/HTTP|GET |POST|\b[1-5]0\d\b|127\.0|REQUIRED|header|request|endpoint|API|JSON/);
  });
});

describe("the rest of the page", () => {
  it("draws the wires with their reasons and repeats them as a table", () => {
    const html = renderHtml(sampleReport("failed"));
    expect(html).toContain(
      "<title>payment-hub to login, directly</title><desc>OpenID Connect: keys of the issuer</desc>",
    );
    expect(html).toContain("<title>social-registry to civil-registry, through the mediator</title>");
    expect(html.match(/<g class="wire">/g)).toHaveLength(5);
    expect(html).toContain("<td>household lookup: the benefit is paid</td>");
    expect(html).not.toContain("NaN");
  });

  it("draws parts that no suite knows, and stacks without wires", () => {
    const report = sampleReport("passed");
    const wires = [{ from: "login", to: "postgres", via: "direct", reason: "its database" }] as const;
    expect(renderHtml({ ...report, wires })).toContain("postgres: not checked");
    expect(renderHtml({ ...report, wires: [], parts: [] })).toContain("No connection between the parts");
  });

  it("opens what failed and leaves the rest closed", () => {
    const html = renderHtml(sampleReport("failed"));
    expect(html).toContain('<details class="check failed" open>');
    expect(html).toContain('<details class="check error" open>');
    expect(html).toContain('<details class="check passed">');
  });

  it("shows section, level, request, answer and reason of a check", () => {
    const html = renderHtml(sampleReport("failed"));
    for (const words of [
      "/data/{registryname}",
      "REQUIRED",
      "GET http://127.0.0.1:4011",
      "Answer 200, 7 ms",
      "expected 404",
    ]) {
      expect(html).toContain(words);
    }
  });

  it("packs what was sent where nothing failed, and leaves what failed to be read", () => {
    const html = renderHtml(
      onlyPart([sampleResult("passed"), sampleResult("failed"), sampleResult("skipped")]),
    );
    const [row = [], ...others] = readPacked(html);
    expect([row.length, others]).toEqual([2, []]);
    const [[label, request = ""] = [""], [, answer] = [""]] = row;
    expect(label).toBe("Request");
    expect(request.split("\n").slice(0, 2)).toEqual([
      "GET http://127.0.0.1:4011/api/data/households/1.0/cs-test-0123456789ab",
      "accept: application/json",
    ]);
    expect(answer).toBe('content-type: application/json\n\n{"message":"no such record"}');
    expect(html.match(/data-row="0"/g)).toHaveLength(1);
    expect(html.match(/<pre>/g)).toHaveLength(2);
  });

  it("grows by a line with each request where nothing failed", () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      sampleResult("passed", { check: `check-${index}`, exchanges: Array(5).fill(sampleExchange()) }),
    );
    const without = many.map((result) => ({ ...result, exchanges: [] }));
    const size = (results: typeof many) => renderHtml(onlyPart(results)).length;
    expect(size(many) - size(without)).toBeLessThan(500 * 5 * 150);
  });

  it("cuts long answers", () => {
    const long = sampleExchange({ text: `${"x".repeat(2048)}${"y".repeat(500)}` });
    const html = renderHtml(onlyPart([sampleResult("failed", { exchanges: [long] })]));
    expect(html).toContain("… 500 more characters");
    expect(html).not.toContain("yyy");
    const packed = readPacked(renderHtml(onlyPart([sampleResult("passed", { exchanges: [long] })])));
    expect(packed[0]?.[1]?.[1]).toMatch(/x\n… 500 more characters$/);
  });

  it("says that no answer came", () => {
    const none = sampleExchange({ status: 0, text: "", headers: {} });
    expect(renderHtml(onlyPart([sampleResult("failed", { exchanges: [none] })]))).toContain(
      "No complete answer, 7 ms",
    );
  });

  it("filters without a script, by inputs that the keyboard reaches", () => {
    const html = renderHtml(sampleReport("failed"));
    for (const status of ["failed", "error", "skipped", "passed"]) {
      expect(html).toContain(`<label for="only-${status}">`);
      expect(STYLE).toContain(`#checks:has(#only-${status}:checked) details.check:not(.${status})`);
    }
  });

  it("escapes every text that comes from outside", () => {
    const evil = `</script></style><img src=x onerror="alert('1')">&\u0000\u202e`;
    const exchange = sampleExchange({
      method: evil,
      url: evil,
      requestHeaders: { [evil]: evil },
      requestBody: evil,
      headers: { [evil]: evil },
      text: evil,
    });
    const words = { check: evil, operation: evil, title: evil, section: evil, reason: evil };
    const result = sampleResult("failed", { ...words, exchanges: [exchange] });
    const story = { ...sampleStory("failed"), story: evil, title: evil, reason: evil };
    const steps = story.steps.map((step) => ({
      ...step,
      hop: evil,
      title: evil,
      reason: evil,
      exchanges: [exchange],
    }));
    const html = renderHtml({
      ...sampleReport("failed"),
      tool: evil,
      stack: evil,
      country: evil,
      engine: evil,
      environment: evil,
      startedAt: evil,
      notes: [evil],
      parts: [{ part: evil, block: "payments", product: evil, owner: evil, url: evil, results: [result] }],
      useCases: [{ useCase: evil, title: evil, story: evil, results: [{ ...story, steps }] }],
      wires: [{ from: evil, to: "b", via: "direct", reason: evil }],
    });
    expect(html).not.toMatch(/<img|(?!\n)\p{Cc}|\u202e/u);
    expect([html.match(/<\/style>/g), html.match(/<\/script>/g)]).toEqual([
      Array(1).fill("</style>"),
      Array(2).fill("</script>"),
    ]);
    assertBalanced(markupOf(html));
    const packed = readPacked(html).flat(2).join("\n");
    expect(packed).toContain("onerror");
    expect(packed).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });
});
