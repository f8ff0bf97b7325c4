import { expect, test } from "vitest";
import { PAGE_HEADERS, writeMailboxPage } from "./mailbox-page.ts";
import { exampleEmail, startMessaging, until } from "./started-messaging.ts";

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&`;

test("the mailbox's page shows an e-mail, and nothing in one becomes a part of the page", async () => {
  const server = startMessaging();
  await server.accept(
    exampleEmail("a@mail.example", {
      senderInfo: { name: EVIL, email: "clinic@health.example" },
      emailContent: { title: EVIL, content: EVIL },
    }),
  );
  await until(async () => (await server.arrived("a@mail.example")).length === 1);
  const page = await server.send("GET", `/development/mailbox?to=${encodeURIComponent(EVIL)}`);
  const all = await server.send("GET", "/development/mailbox");
  await server.close();
  expect(all.headers.get("content-type")).toBe("text/html; charset=utf-8");
  for (const text of [page.body, all.body]) expect(text).not.toMatch(/<script|<img/i);
  expect(all.body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(all.body.match(/<article/g)).toHaveLength(1);
  expect(page.body).not.toContain("<article");
});

test("the page needs nothing but itself, and says what a reader of pages needs", () => {
  const page = writeMailboxPage([], "a@mail.example");
  expect(PAGE_HEADERS["Content-Security-Policy"]).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).toContain('<label for="to">Address</label>\n<input id="to"');
  expect(page).toMatch(/<title>[^<]+<\/title>/);
  expect(page).not.toMatch(/\b(?:src|href|style)=/);
});
