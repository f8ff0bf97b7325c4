import { existsSync } from "node:fs";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { expect } from "vitest";

/** The machine's own browser; undefined where it has none. */
export const CHROMIUM: string | undefined = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find(existsSync);

if (CHROMIUM === undefined) console.warn("SKIPPED: there is no Chromium, so that nobody looks at the pages");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What the checker has against a page. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Starts the browser. */
export function openBrowser(): Promise<Browser> {
  // Root, as in a container, needs it; nothing but our own pages is opened.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  return puppeteer.launch({ executablePath: CHROMIUM ?? "", args });
}

/** Nothing of the page is against WCAG 2.2 AA, as far as axe-core can tell: names, structure, contrast. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    `axe.run(document, ${JSON.stringify({ runOnly: TAGS })}).then((found) => found.violations)`,
  );
  const told = (violations as Violation[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
  );
  expect(told, page.url()).toEqual([]);
}
