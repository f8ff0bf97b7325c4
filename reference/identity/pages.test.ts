import { describe, expect, it } from "vitest";
import type { Answer } from "../operation.ts";
import {
  codePage,
  consentPage,
  identifyPage,
  overPage,
  type SignInPage,
  walletPage,
} from "./sign-in-pages.ts";

const SIGN: SignInPage = {
  transactionId: "t-1",
  clientName: 'Clinics <b>"&',
  redirectUri: "https://clinics.example/back",
  error: "That <i>was</i> wrong",
};
const REQUESTED = { essential: ["name"], voluntary: ["birthdate"], named: [], scopes: ["offline_access"] };

const pages: [string, Answer][] = [
  ["who you are", identifyPage(SIGN, { code: true, wallet: true })],
  ["no way that is offered", identifyPage(SIGN, { code: false, wallet: false })],
  ["the code", codePage(SIGN, 'XU-1001"><script>')],
  ["the wallet", walletPage(SIGN, "ABCDEFGHJK")],
  ["consent", consentPage(SIGN, REQUESTED)],
  ["consent to nothing", consentPage(SIGN, { essential: [], voluntary: [], named: [], scopes: [] })],
  ["the end", overPage()],
];

describe.each(pages)("the page about %s", (_, { body, headers }) => {
  const text = String(body);

  it("says its language and title, and has one heading", () => {
    expect(text).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(text).toMatch(/<title>[^<]+<\/title>/);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).toContain("<main>");
  });

  it("has a label for each field, an action for each form, and every id once", () => {
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of text.matchAll(/<input type="text" id="([^"]+)"/g))
      expect(text).toContain(`<label for="${id}">`);
    for (const [box] of text.matchAll(/(?:<label>)?<input type="checkbox"/g)) expect(box).toMatch(/^<label>/);
    for (const [, id] of text.matchAll(/aria-describedby="([^"]+)"/g)) expect(ids).toContain(id);
    for (const [form] of text.matchAll(/<form[^>]*>/g))
      expect(form).toBe('<form method="post" action="/sign-in/t-1">');
    for (const tag of ["form", "p", "fieldset", "button", "label"])
      expect(text.split(`<${tag}`).length, tag).toBe(text.split(`</${tag}>`).length);
  });

  it("takes nobody's text for markup, loads nothing and can be framed by nobody", () => {
    expect(text).not.toMatch(/<script|<i>|<b>|src=|href=|url\(| on\w+=/);
    expect(headers?.["Content-Security-Policy"]).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(headers).toMatchObject({ "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer" });
  });
});

/** Relative luminance and contrast as WCAG 2.2 define them. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const hex =
      colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g);
    const [r = 0, g = 0, b = 0] = (hex ?? []).map((part) => {
      const value = Number.parseInt(part, 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

describe("the colours of the pages", () => {
  const schemes = [...String(overPage().body).matchAll(/:root\{([^}]+)\}/g)].map(([, text = ""]) =>
    Object.fromEntries([...text.matchAll(/--(\w+):(#\w+)/g)].map(([, name, value]) => [name, value ?? ""])),
  );

  it("are a light and a dark scheme", () => {
    expect(schemes).toHaveLength(2);
  });

  it.each(schemes.map((scheme, index) => [["light", "dark"][index], scheme] as const))(
    "can be told apart in the %s one (WCAG 2.2 AA)",
    (_, { ink = "", paper = "", act = "", on = "", warn = "", line = "" }) => {
      for (const [text, ground] of [
        [ink, paper],
        [on, act],
        [act, paper],
        [warn, paper],
      ] as const)
        expect(contrast(text, ground)).toBeGreaterThan(4.5);
      expect(contrast(line, paper)).toBeGreaterThan(3);
    },
  );
});
