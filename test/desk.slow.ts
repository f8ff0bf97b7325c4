import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, expectAccessible, openBrowser } from "./browser.ts";
import { startCli } from "./run-cli.ts";

const UTOPIA = "profiles/countries/utopia.yaml";
const ENROLMENT_OFFICER = "XU-9001";
const PAYMENT_OFFICER = "XU-9002";
/** Candidates of Utopia's seeds: one who agreed that her household's data is read, and one who withdrew it. */
const AGREEING = { application: "BEN-3", person: "XU-1001" };
const WITHDRAWN = { application: "BEN-4", person: "XU-1006" };

/** What the keyboard is at: its label and its text. Run in the page. */
const FOCUSED =
  '`${document.activeElement.getAttribute("aria-label") ?? ""}|${document.activeElement.textContent.trim()}`';

/** A field of a form, as scripts in the page see it. */
interface Field {
  value: string;
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
    browser = await openBrowser();
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

  /** Lets a candidate sign in at the desk, who is enrolled then. */
  async function enrol(page: Page, { application, person }: typeof AGREEING): Promise<void> {
    await Promise.all([settled(page), pressButton(page, `Enrol ${application}`)]);
    const hint = await page.$eval("input[name=individualId]", (field) => (field as unknown as Field).value);
    expect(["", person]).toContain(hint);
    await signIn(page, person);
    expect(await headingOf(page)).toBe("What was done");
  }

  it("lets an enrolment officer enrol a candidate, and shows every hop", async () => {
    const page = await open();
    await expectAccessible(page);
    await Promise.all([settled(page), pressButton(page, "Sign in as an officer")]);
    await signIn(page, ENROLMENT_OFFICER);
    expect(await headingOf(page)).toBe("Candidates");
    await expectAccessible(page);
    await enrol(page, AGREEING);
    await expectAccessible(page);
    const text = await textOf(page);
    expect(text).toContain("Done: every step was taken.");
    expect(text).toMatch(
      /social → mediator → civil: POST \/r1\/XU\/GOV\/70001\/civil\/digital-registries\S+ answered 200/,
    );
    for (const part of ["payments", "consent", "scheduler", "messaging"])
      expect(text).toMatch(new RegExp(`social → mediator → ${part}: \\w+ /r1/\\S+ answered 20\\d`));
    expect(text).toMatch(
      /Follow-up visit of Amra Velloso: \d+ \w+ 20\d\d, \d\d:\d\d UTC, with Oriel Tamsin\./,
    );
    expect(text).toContain("Notice to Amra Velloso: delivered.");
    await Promise.all([settled(page), pressButton(page, "Beneficiaries")]);
    await Promise.all([settled(page), pressButton(page, AGREEING.application)]);
    await expectAccessible(page);
    const after = await textOf(page);
    expect(after).toContain("Statusenrolled since");
    expect(after).toContain("Follow-up visit of Amra Velloso: ");
    expect(after).toMatch(/You are enrolled in: .+: delivered/);
  }, 60_000);

  it("shows of a candidate the consent and the appointments, as others know them", async () => {
    const page = await open("dark");
    await Promise.all([settled(page), pressButton(page, "Sign in as an officer")]);
    await signIn(page, PAYMENT_OFFICER);
    await Promise.all([settled(page), pressButton(page, WITHDRAWN.application)]);
    expect(await headingOf(page)).toBe(`Application ${WITHDRAWN.application}`);
    await expectAccessible(page);
    const text = await textOf(page);
    expect(text).toContain("and to pay it: agreed, and withdrew it. Nobody is enrolled without it.");
    expect(text).toContain("To send notices of payments by e-mail: not asked, or not agreed");
    expect(text).toMatch(/Appointments\s*None\./);
    expect(text).toContain("for an enrolment officer");
    for (const [part, path] of [
      ["consent", "service/verification/consent-records/"],
      ["scheduler", "subscriber/list_details"],
    ])
      expect(text).toMatch(new RegExp(`social → mediator → ${part}: GET /r1/\\S+/${path} answered 200`));
    await page.goto(`${desk}/applications/BEN-none`);
    expect(await headingOf(page)).toBe("Not found");
  }, 60_000);

  it("reads nothing of a household, and enrols nobody, without the consent of who applies", async () => {
    const page = await open();
    await Promise.all([settled(page), pressButton(page, "Sign in as an officer")]);
    await signIn(page, ENROLMENT_OFFICER);
    await enrol(page, WITHDRAWN);
    await expectAccessible(page);
    const text = await textOf(page);
    expect(text).toContain("Not done: refused at consenting");
    expect(text).toContain("it is withdrawn");
    expect(text).not.toMatch(/→ (?:civil|payments|scheduler|messaging):/);
    await Promise.all([settled(page), pressButton(page, "Candidates")]);
    expect(await textOf(page)).toContain(WITHDRAWN.application);
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
    const text = await textOf(page);
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
  return startCli(["up", UTOPIA, "--skip-checks", "--data", data]);
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

function textOf(page: Page): Promise<string> {
  return page.$eval("main", (main) => main.textContent ?? "");
}

function headingOf(page: Page): Promise<string> {
  return page.$eval("h1", (heading) => heading.textContent ?? "");
}
