import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DOCUMENT_LIMIT } from "./read-upload.ts";
import { type StartedRegistration, startRegistration } from "./started-registration.ts";

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1]);
const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]);

let server: StartedRegistration;
beforeEach(() => {
  server = startRegistration();
});
afterEach(() => server.close());

const holdings = async () => (await server.send("GET", "/development/holdings")).body;

describe("a document", () => {
  test.each([
    ["application/pdf", Buffer.from("%PDF-1.7 plan")],
    ["image/png", PNG],
    ["image/jpeg", JPEG],
    ["text/plain", Buffer.from("Grüße\r\n漢")],
  ])("of the type %s is stored and given back as it was", async (type, content) => {
    const { status, body } = await server.upload(content, { fileName: null });
    expect([status, body]).toEqual([
      200,
      {
        code: 200,
        type,
        message: expect.any(String),
        url: expect.stringMatching(/^\/documents\/[0-9a-f-]{36}$/),
      },
    ]);
    const read = await server.send("GET", body.url);
    expect(read.headers.get("content-type")).toContain(type);
    expect(read.headers.get("content-disposition")).toMatch(/^attachment; /);
    expect(read.headers.get("x-content-type-options")).toBe("nosniff");
    if (type === "text/plain" || type === "application/pdf") expect(read.text).toBe(content.toString());
  });

  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\temp\\my plan (1).txt", "my%20plan%20%281%29.txt"],
    [".htaccess", "htaccess"],
    ["a\u0000b<script>.txt", "a_b_script_.txt"],
    ["漢字.txt", "%E6%BC%A2%E5%AD%97.txt"],
    ["...", "document"],
    ["x".repeat(300), "x".repeat(100)],
  ])("named %j is named %s", async (fileName, name) => {
    const { body } = await server.upload(`content of ${name}`, { fileName });
    const read = await server.send("GET", body.url);
    expect(read.headers.get("content-disposition")).toBe(`attachment; filename*=UTF-8''${name}`);
  });

  test("that is sent again is the same one", async () => {
    const [one, again, other] = await Promise.all([
      server.upload("a plan"),
      server.upload("a plan"),
      server.upload("another plan"),
    ]);
    expect(again.body.url).toBe(one.body.url);
    expect(other.body.url).not.toBe(one.body.url);
    expect((await holdings()).documents).toBe(2);
  });

  test.each([
    ["is empty", "", {}, 400],
    ["is a program", ELF, { fileName: null }, 400],
    ["holds control characters", "a\u0007b", {}, 400],
    ["is no UTF-8", Buffer.from([0x61, 0xe9, 0x62]), { fileName: null }, 400],
    ["says another type than it has", "hello", { type: "application/pdf" }, 400],
    ["says a type that is not taken", "<b>hello</b>", { type: "text/html" }, 400],
    ["comes under another name", "hello", { name: "document" }, 400],
    ["is larger than 5 MiB", "x".repeat(DOCUMENT_LIMIT + 1), {}, 413],
    ["is far larger than 5 MiB", "x".repeat(2 * DOCUMENT_LIMIT), {}, 413],
  ])("that %s is refused, and nothing is stored", async (_, content, part, status) => {
    const refused = await server.upload(content, part);
    expect([refused.status, Object.keys(refused.body).sort()]).toEqual([
      status,
      ["code", "localizedMessage", "message", "traceId"],
    ]);
    expect((await holdings()).documents).toBe(0);
  });

  test("may have 5 MiB", async () => {
    expect((await server.upload("x".repeat(DOCUMENT_LIMIT))).status).toBe(200);
  });

  test("that is no form is refused", async () => {
    const type = { "Content-Type": "multipart/form-data; boundary=x" };
    const field = 'Content-Disposition: form-data; name="file"\r\n\r\n';
    const send = (body: string) => server.send("POST", "/documents", body, type);
    expect((await server.send("POST", "/documents", { file: "aGVsbG8=" })).status).toBe(415);
    expect((await server.send("POST", "/documents")).status).toBe(415);
    expect((await send("")).status).toBe(400);
    expect((await send(`--x\r\n${field}no base64!\r\n--x--`)).status).toBe(400);
    expect((await send(`--x\r\n${field}aGVsbG8=\r\n--x\r\n${field}aGVsbG8=\r\n--x--`)).status).toBe(400);
    expect((await send(`--x\r\n${field}aGVsbG8=\r\n--x--`)).body.type).toBe("text/plain");
  });
});

describe("the documents of an application", () => {
  test("are named in it, and stay while it stays", async () => {
    const { url } = (await server.upload("a plan")).body;
    const fileId = await server.submit({ documentUrls: [`https://registration.example/api${url}`] });
    const { body } = await server.send("GET", `/applications/${fileId}`);
    expect(body.applicationData.documentUrls).toEqual([url]);
    expect((await server.send("DELETE", `/development${url}`)).status).toBe(404);
    expect((await server.send("DELETE", `/development/applications/${fileId}`)).status).toBe(204);
    expect(await holdings()).toEqual({ applications: 0, openTasks: 0, documents: 0 });
  });

  test("were uploaded here, by the same application, each once and ten at most", async () => {
    const { url } = (await server.upload("a plan")).body;
    const unknown = "/documents/00000000-0000-4000-8000-000000000000";
    const refused = [[unknown], ["https://elsewhere.example/plan.pdf"], [url, url], Array(11).fill(url)];
    for (const documentUrls of refused)
      await expect(server.submit({ documentUrls })).rejects.toThrow(/^400 .*documentUrls/);
    await expect(server.submit({ documentUrls: [url] }, server.sendAsPortal)).rejects.toThrow(/^400 /);
    expect((await server.sendAsPortal("GET", url)).status).toBe(404);
    const own = (await server.upload("a plan", {}, server.sendAsPortal)).body;
    expect(own.url).not.toBe(url);
    await server.submit({ documentUrls: [own.url] }, server.sendAsPortal);
    expect((await holdings()).applications).toBe(1);
  });
});
