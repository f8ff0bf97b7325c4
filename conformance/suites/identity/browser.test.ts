import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { CheckContext } from "../../check.ts";
import { createHttpClient } from "../../http-client.ts";
import { openBrowser } from "./browser.ts";
import { formsIn } from "./html-form.ts";

/** What arrived: `METHOD PATH cookies body`. */
let seen: string[] = [];
let server: Server;
afterEach(() => server.close());

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Pages below `/id`: one with a form, reached by a redirect, and one that sends the browser to a client. */
async function serve(named?: string): Promise<CheckContext> {
  seen = [];
  server = createServer(async (request, response) => {
    const { method, url = "", headers } = request;
    seen.push(`${method} ${url} ${headers.cookie ?? "-"} ${await bodyOf(request)}`.trim());
    if (url.startsWith("/id/begin"))
      response.writeHead(302, {
        location: `${named ?? ""}/id/page`,
        "set-cookie": ["a=1; Path=/", "b=2; Path=/id"],
      });
    else if (url === "/id/page")
      response
        .writeHead(200, { "content-type": "text/html" })
        .write('<form method="post" action="done"></form>');
    else if (url === "/id/loop") response.writeHead(302, { location: "/id/loop" });
    else response.writeHead(303, { location: "https://client.example.org/callback?code=1" });
    response.end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/id`;
  const headers = { authorization: "Bearer of-the-target" };
  const target = { part: "id", block: "identity", product: "", url, headers, client: "XU/GOV/1/a" } as const;
  const http = createHttpClient({ baseUrl: url, client: target.client, headers });
  return { target, http, sink: undefined, mark: "cs-test-0123456789ab", cleanUp: () => undefined };
}

describe("the browser of the checks", () => {
  it("follows redirects with its cookies, sends forms, and stops where it leaves the target", async () => {
    const browser = openBrowser(await serve(), new Set());
    const page = await browser.open("/begin?x=1");
    expect([page.exchange.status, page.away]).toEqual([200, undefined]);
    const [form] = formsIn(page.exchange.text);
    if (form === undefined) throw new Error("the page has no form");
    const done = await browser.submit(page, form, new URLSearchParams({ code: "a b" }));
    expect(done.away?.href).toBe("https://client.example.org/callback?code=1");
    expect(seen).toEqual(["GET /id/begin?x=1 -", "GET /id/page b=2; a=1", "POST /id/done b=2; a=1 code=a+b"]);
    expect(browser.cookie("a")).toBe("1");
  });

  it("knows the other addresses of the target", async () => {
    const named = "https://identity.example";
    const { exchange } = await openBrowser(await serve(named), new Set([named])).open("/begin");
    expect(exchange.status).toBe(200);
    server.close();
    const { away } = await openBrowser(await serve(named), new Set()).open("/begin");
    expect(away?.href).toBe(`${named}/id/page`);
  });

  it("shows nobody who the checks are, and ends where redirects do not", async () => {
    const context = await serve();
    const { exchange } = await openBrowser(context, new Set()).open("/page");
    expect(exchange.requestHeaders).not.toHaveProperty("authorization");
    expect(exchange.requestHeaders).not.toHaveProperty("x-govstack-client");
    await expect(openBrowser(context, new Set()).open("/loop")).rejects.toThrow("redirected without end");
  });
});
