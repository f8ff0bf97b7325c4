import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { execa } from "execa";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./run-cli.ts";

const UTOPIA = "profiles/countries/utopia.yaml";
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
const ENROLMENT_OFFICER = "XU-9001";
const PAYMENT_OFFICER = "XU-9002";

if (CHROMIUM === undefined) console.warn("SKIPPED: there is no Chromium, so that nobody looks at the desk");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What the keyboard is at: its label and its text. Run in the page. */
const FOCUSED =
  '`${document.activeElement.getAttribute("aria-label") ?? ""}|${document.activeElement.textContent.trim()}`';

/** A field of a form, as scripts in the page see it. */
interface Field {
  value: string;
}

/** What the checker has against a page. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(CHROMIUM === undefined)("the ministry's desk, in a browser", () => {
  const data = mkdtempSync(join(tmpdir(), "country-stack-desk-"));
  let stack: ReturnType<typeof startStack> | undefined;
  let browser: Browser | undefined;
  let desk = "";
  let codes = "";

  beforeAll(async () => {
    stack = startStack(data);
    desk = await addressIn(stack);
    // Root, as in a container, needs it; nothing but our own pages is opened.
    const flags = ["--no-sandbox", "--disable-dev-shm-usage"];
    browser = await puppeteer.launch({ executablePath: CHROMIUM ?? "", args: flags });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    stack?.kill("SIGINT");
    await stack;
    rmSync(data, { recursive: true, force: true });
  });

  /** A browser of its own, at the first page. */
  async function open(scheme: "light" | "dark" = "light"): Promise<Page> {
    const context = await (browser as Browser).createBrowserContext();
    const page = await context.newPage();
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(desk);
    codes = await page.$$eval("code", (all) => all.at(-1)?.textContent ?? "");
    return page;
  }

  /** Signs a person in with the keyboard alone, on whatever pages identity shows. */
  async function signIn(page: Page, person: string): Promise<void> {
    await page.waitForSelector("input[name=individualId]");
    await expectAccessible(page);
    await page.$eval("input[name=individualId]", (field) => {
      (field as unknown as Field).value = "";
    });
    await page.type("input[name=individualId]", person);
    await Promise.all([settled(page), page.keyboard.press("Enter")]);
    await expectAccessible(page);
    const read = await fetch(codes.replace("{individualId}", encodeURIComponent(person)));
    const { code } = (await read.json()) as { code: string };
    await page.type("input[name=code]", code);
    await Promise.all([settled(page), page.keyboard.press("Enter")]);
    await expectAccessible(page);
    if (page.url().startsWith(desk)) return;
    await Promise.all([settled(page), pressButton(page, "Agree")]);
  }

  it("lets an enrolment officer enrol a candidate, and shows every hop", async () => {
    const page = await open();
    await expectAccessible(page);
    await Promise.all([settled(page), pressButton(page, "Sign in as an officer")]);
    await signIn(page, ENROLMENT_OFFICER);
    expect(await headingOf(page)).toBe("Candidates");
    await expectAccessible(page);
    await Promise.all([settled(page), pressButton(page, "Enrol")]);
    const applicant = await page.$eval(
      "input[name=individualId]",
      (field) => (field as unknown as Field).value,
    );
    await signIn(page, applicant === "" ? "XU-1001" : applicant);
    expect(await headingOf(page)).toBe("What was done");
    await expectAccessible(page);
    const text = await page.$eval("main", (main) => main.textContent ?? "");
    expect(text).toContain("Done: every step was taken.");
    expect(text).toMatch(
      /social → mediator → civil: POST \/r1\/XU\/GOV\/70001\/civil\/digital-registries\S+ answered 200/,
    );
    expect(text).toMatch(/social → mediator → payments: \w+ \/r1\/\S+ answered 20\d/);
  }, 60_000);

  it("lets a payment officer pay, and nobody else", async () => {
    const page = await open("dark");
    await Promise.all([settled(page), pressButton(page, "Sign in as an officer")]);
    await signIn(page, PAYMENT_OFFICER);
    expect(await page.$$eval("main td", (cells) => cells.map((cell) => cell.textContent ?? ""))).toContain(
      "for an enrolment officer",
    );
    await Promise.all([settled(page), pressButton(page, "Beneficiaries")]);
    await expectAccessible(page);
    await Promise.all([settled(page), pressButton(page, "Pay")]);
    const text = await page.$eval("main", (main) => main.textContent ?? "");
    expect(text).toContain("Done: every step was taken.");
    await expectAccessible(page);
    await Promise.all([settled(page), pressButton(page, "Sign out")]);
    await page.goto(`${desk}/candidates`);
    expect(await headingOf(page)).toBe("Social cash transfer");
  }, 60_000);

  it("refuses who is no officer, and forms of other pages", async () => {
    const page = await open();
    await Promise.all([settled(page), pressButton(page, "Sign in as an officer")]);
    await signIn(page, "XU-1006");
    expect(await headingOf(page)).toBe("Not an officer");
    await expectAccessible(page);
    const forged = await fetch(`${desk}/beneficiaries/BEN-1/pay`, {
      method: "POST",
      body: new URLSearchParams({ csrf: "x" }),
    });
    expect(forged.status).toBe(403);
    expect(forged.headers.get("content-security-policy")).toContain("default-src 'none'");
  }, 60_000);
});

function startStack(data: string) {
  const args = [join(ROOT, "cli/country-stack.cjs"), "up", UTOPIA, "--skip-checks", "--data", data];
  return execa(process.execPath, args, { cwd: ROOT, reject: false, stdin: "ignore", env: { NO_COLOR: "1" } });
}

/** The desk's address, as `up` prints it. */
function addressIn(stack: ReturnType<typeof startStack>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = "";
  stack.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    const [, address] = /desk[^:\n]*: (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
    if (address !== undefined) resolve(address);
  });
  stack.stderr.on("end", () => reject(new Error(`there is no desk: ${said}`)));
  return promise;
}

/** Goes with the tabulator key to the first link or button of that name, and presses it. */
async function pressButton(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = String(await page.evaluate(FOCUSED));
    if (focused.split("|").some((text) => text === name || text.startsWith(`${name} `))) {
      await page.keyboard.press("Enter");
      return;
    }
  }
  throw new Error(`the keyboard does not reach ${name} at ${page.url()}`);
}

/** The end of all navigation that a key has begun, redirects and all. */
function settled(page: Page): Promise<unknown> {
  return page.waitForNavigation({ waitUntil: "networkidle0" });
}

function headingOf(page: Page): Promise<string> {
  return page.$eval("h1", (heading) => heading.textContent ?? "");
}

/** Nothing of the page is against WCAG 2.2 AA, as far as axe-core can tell: names, structure, contrast. */
async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    `axe.run(document, ${JSON.stringify({ runOnly: TAGS })}).then((found) => found.violations)`,
  );
  const told = (violations as Violation[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
  );
  expect(told, page.url()).toEqual([]);
}
