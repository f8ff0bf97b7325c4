import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assess } from "../conformance/compliance/assess.ts";
import { loadRequirements } from "../conformance/compliance/requirements.ts";
import { sampleEvidence } from "../conformance/compliance/sample-evidence.ts";
import { renderHtml } from "../conformance/report/html.ts";
import { sampleExchange, sampleReport, sampleResult } from "../conformance/report/sample-report.ts";
import type { Report } from "../conformance/result.ts";
import { CHROMIUM, expectAccessible, openBrowser } from "./browser.ts";

const EVIL = `<img src=x onerror="document.title='taken'">\u202e</script><script>document.title='taken'</script>`;
const PASSED = "details.check.passed";
const FALLBACK = "Headers and bodies are in report.json.";

describe.skipIf(CHROMIUM === undefined)("the report's page, in a browser, from a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-page-"));
  const address = pathToFileURL(join(folder, "report.html")).href;
  let browser: Browser | undefined;
  let complaints: string[];

  beforeAll(async () => {
    writeFileSync(join(folder, "report.html"), renderHtml(report()));
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page; what it asks the network for, and what its console says, are complaints. */
  async function open({ scheme = "light", scripts = true } = {}): Promise<Page> {
    const page = await (browser as Browser).newPage();
    complaints = [];
    page.on("request", (request) => {
      if (!/^(?:data|blob):/.test(request.url()) && request.url() !== address)
        complaints.push(`asks for ${request.url()}`);
    });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.setJavaScriptEnabled(scripts);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(address);
    return page;
  }

  /** Opens the first row of that kind with the keyboard. */
  async function openRow(page: Page, row: string): Promise<void> {
    await page.focus(`${row} > summary`);
    await page.keyboard.press("Enter");
  }

  it.each(["light", "dark"])(
    "shows a row's request and answer when it is opened: %s",
    async (scheme) => {
      const page = await open({ scheme });
      const closed = await textOf(page, PASSED);
      expect([closed.includes(FALLBACK), closed.includes("accept: application/json")]).toEqual([true, false]);
      expect(closed).toMatch(/GET http:\/\/127\.0\.0\.1:4011\/\S+: Answer 200, 7 ms/);
      await openRow(page, PASSED);
      await page.waitForSelector(`${PASSED} pre`);
      const [request, answer] = await textsOf(page, `${PASSED} pre`);
      expect(request).toMatch(
        /^GET http:\/\/127\.0\.0\.1:4011\/\S+\naccept: application\/json\nx-correlation-id/,
      );
      expect(answer).toContain('content-type: application/json\n\n{"message":"no such record"}');
      expect(await textOf(page, PASSED)).not.toContain(FALLBACK);
      expect(await textsOf(page, `${PASSED} .label`)).toEqual(["Request", "Answer 200, 7 ms"]);
      await expectAccessible(page);
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  it("shows what a report holds as text, whatever it is", async () => {
    const page = await open();
    await page.evaluate("for (const row of document.querySelectorAll('details')) row.open = true");
    await page.waitForFunction("document.querySelector('.sent') === null");
    const shown = (await textsOf(page, "pre")).filter((text) => text.includes("onerror"));
    expect(shown.length).toBeGreaterThan(1);
    for (const text of shown) expect(text).toContain(EVIL.replace("\u202e", "\uFFFD"));
    expect(await page.$$("img")).toEqual([]);
    expect([await page.title(), complaints]).toEqual(["Conformance of Utopia", []]);
  }, 60_000);

  it("shows what failed without a script, and where the rest is", async () => {
    const page = await open({ scripts: false });
    expect(await textOf(page, "details.check.failed")).toContain("GET http://127.0.0.1:4011");
    await openRow(page, PASSED);
    expect(await textOf(page, PASSED)).toContain(FALLBACK);
    expect(complaints).toEqual([]);
  }, 60_000);

  it("prints the rows that are open", async () => {
    const page = await open();
    await openRow(page, PASSED);
    await page.waitForSelector(`${PASSED} pre`);
    await page.emulateMediaType("print");
    for (const row of [PASSED, "details.check.failed"])
      expect(await (await page.$(`${row} pre`))?.isVisible(), row).toBe(true);
    expect((await page.pdf()).byteLength).toBeGreaterThan(10_000);
  }, 60_000);

  it("hides with the keyboard what is not looked for", async () => {
    const page = await open();
    await page.focus("#only-all");
    await page.keyboard.press("ArrowDown");
    expect(await (await page.$(PASSED))?.isVisible()).toBe(false);
    expect(await (await page.$("details.check.failed"))?.isVisible()).toBe(true);
  }, 60_000);
});

/** A run that failed, counted as GovStack does, in which a part answered with markup and a script. */
function report(): Report {
  const sample = { ...sampleReport("failed"), engine: "pulumi" };
  const exchanges = [sampleExchange({ url: EVIL, text: EVIL, requestHeaders: { [EVIL]: EVIL } })];
  const evil = (["passed", "failed"] as const).map((status) => sampleResult(status, { exchanges }));
  const parts = sample.parts.map((part, index) => {
    return index === sample.parts.length - 1 ? { ...part, results: [...part.results, ...evil] } : part;
  });
  const compliance = assess(sample, sampleEvidence(sample), loadRequirements());
  return { ...sample, parts, compliance };
}

function textsOf(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(selector, (found) => found.map(({ textContent }) => textContent ?? ""));
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, ({ textContent }) => textContent ?? "");
}
