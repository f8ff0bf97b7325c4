import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { type ExampleMailServer, refusal, startMailServer } from "./example-mail-server.ts";
import {
  exampleBatch,
  exampleEmail,
  type StartedMessaging,
  startMessaging,
  until,
} from "./started-messaging.ts";

const folder = mkdtempSync(join(tmpdir(), "messaging-delivery-"));
afterAll(() => rmSync(folder, { recursive: true }));

let mails: ExampleMailServer;
let server: StartedMessaging;
afterEach(async () => {
  await server.close();
  await mails.close();
});

function open(settings: object = {}): void {
  server = startMessaging({ settings: { smtp: mails.smtp, ...settings } });
}

async function statusAfter(uid: string, ...names: string[]): Promise<Readonly<Record<string, number>>> {
  await until(async () => {
    const status = await server.statusOf(uid);
    return names.every((name) => (status[name] ?? 0) > 0);
  });
  return server.statusOf(uid);
}

describe("an e-mail to a mail server", () => {
  test("is from the address that it may send for, and answers go to the sender", async () => {
    mails = await startMailServer();
    open();
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "delivered")).toEqual({ delivered: 1 });
    const [message = ""] = mails.taken;
    expect(message).toMatch(/^From: Clinic <no-reply@gov\.example>\r$/m);
    expect(message).toMatch(/^Reply-To: desk@health\.example\r$/m);
    expect(message).toContain(`Message-ID: <${uid}.0@gov.example>`);
    expect((await server.send("GET", "/development/messages")).status).toBe(404);
    expect((await server.send("GET", "/development/mailbox")).status).toBe(404);
  });

  test("waits where nobody can be reached, and goes when somebody is there", async () => {
    mails = await startMailServer();
    const { port } = mails.smtp;
    await mails.close();
    open();
    const uid = await server.accept(exampleEmail("a@mail.example"));
    await statusAfter(uid, "deferred");
    mails = await startMailServer({}, port);
    expect(await statusAfter(uid, "delivered")).toEqual({ delivered: 1 });
    expect(mails.taken).toHaveLength(1);
  });

  test("that is refused for now is tried again, and refused for good it bounces", async () => {
    const replies = [450, 421, 550];
    mails = await startMailServer({ onRcptTo: (_, __, answer) => answer(refusal(replies.shift() ?? 0)) });
    open();
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "bounced")).toEqual({ bounced: 1 });
    expect([replies, mails.taken]).toEqual([[], []]);
  });

  test.each([
    ["the sender", "onMailFrom"],
    ["the content", "onData"],
  ])("bounces where %s is refused for good", async (_, event) => {
    const refuse = (_what: { resume?: () => void }, __: unknown, answer: (error: Error) => void) => {
      _what.resume?.();
      answer(refusal(554));
    };
    mails = await startMailServer({ [event]: refuse });
    open();
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "bounced")).toEqual({ bounced: 1 });
  });

  test("does not bounce where the mail server takes nobody's e-mails", async () => {
    mails = await startMailServer({ onConnect: (_, answer) => answer(refusal(554)) });
    open();
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "deferred")).not.toHaveProperty("bounced");
  });

  test("goes once to each copy, also where one is taken later", async () => {
    let refusals = 2;
    mails = await startMailServer({
      onRcptTo: ({ address }, _, answer) => {
        const isLate = address === "late@mail.example" && refusals-- > 0;
        if (address === "never@mail.example") answer(refusal(550));
        else answer(isLate ? refusal(450) : null);
      },
    });
    open();
    const emailCC = "late@mail.example,never@mail.example";
    const uid = await server.accept(
      exampleEmail("", { recipientInfo: { email: "a@mail.example", emailCC } }),
    );
    expect(await statusAfter(uid, "delivered")).toEqual({ delivered: 1 });
    expect(mails.recipients).toEqual([["a@mail.example"], ["late@mail.example"]]);
  });

  test("is given up when its time is over, can be seen as a dead letter, and sent once more", async () => {
    let down = true;
    mails = await startMailServer({ onRcptTo: (_, __, answer) => answer(down ? refusal(450) : null) });
    open({ giveUpAfterHours: 20 / 3_600_000 });
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "notSent")).toEqual({ notSent: 1 });
    const { body } = await server.send("GET", "/management/dead-letters");
    expect(body.deadLetters).toEqual([
      {
        ...{ requestUid: uid, position: 0, status: "notSent", attempts: expect.any(Number), reply: 450 },
        ...{ endedAt: expect.stringMatching(/Z$/), content: true },
      },
    ]);
    down = false;
    expect((await server.send("POST", `/management/dead-letters/${uid}/0/retry`)).status).toBe(200);
    expect(await statusAfter(uid, "delivered")).toEqual({ delivered: 1 });
    expect((await server.send("POST", `/management/dead-letters/${uid}/0/retry`)).status).toBe(409);
    expect((await server.send("POST", `/management/dead-letters/${uid}/1/retry`)).status).toBe(405);
  });

  test("is counted in one state at any time", async () => {
    let release: (() => void)[] = [];
    mails = await startMailServer({ onRcptTo: (_, __, answer) => void release.push(() => answer(null)) });
    open();
    const recipients = Array.from({ length: 6 }, (_, index) => ({ email: `p${index}@mail.example` }));
    const uid = await server.accept(exampleBatch(recipients), "batch");
    await until(() => release.length === 4);
    expect(await server.statusOf(uid)).toEqual({ processing: 4, scheduled: 2 });
    const freeing = setInterval(() => release.splice(0).forEach((free) => void free()), 5);
    expect(await statusAfter(uid, "delivered")).toBeDefined();
    await until(async () => {
      const counts = Object.values(await server.statusOf(uid));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
      return (await server.statusOf(uid))["delivered"] === 6;
    });
    clearInterval(freeing);
    release = [];
  });

  test("leaves no content behind where none is to be kept", async () => {
    mails = await startMailServer({ onRcptTo: (_, __, answer) => answer(refusal(550)) });
    open({ keepContentHours: 0 });
    const uid = await server.accept(exampleEmail("a@mail.example"));
    await statusAfter(uid, "bounced");
    const { body } = await server.send("GET", "/management/dead-letters");
    expect(body.deadLetters).toMatchObject([{ requestUid: uid, content: false }]);
    expect((await server.send("POST", `/management/dead-letters/${uid}/0/retry`)).status).toBe(409);
  });
});

describe("a mail server with encryption", () => {
  const key = join(folder, "key.pem");
  const certificate = join(folder, "certificate.pem");
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
      ...["-subj", "/CN=mail.example", "-addext", "subjectAltName=IP:127.0.0.1"],
      ...["-keyout", key, "-out", certificate],
    ],
    { stdio: "ignore" },
  );
  const own = { key: readFileSync(key), cert: readFileSync(certificate) };
  const ca = own.cert.toString("utf8");
  const credentials = join(folder, "credentials");
  mkdirSync(credentials);
  writeFileSync(join(credentials, "username"), "utopia\n");
  writeFileSync(join(credentials, "password"), "Zx8mKq2Wv7\n");

  test.each(["tls", "starttls"] as const)("is signed in to over %s", async (security) => {
    const seen: unknown[] = [];
    mails = await startMailServer({
      ...{ ...own, secure: security === "tls", authOptional: false, disabledCommands: [] },
      onAuth: ({ username, password }, session, answer) => {
        seen.push([username, password, session.secure]);
        answer(null, { user: username ?? "" });
      },
    });
    open({ smtp: { ...mails.smtp, security, ca }, credentialsFolder: credentials });
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "delivered")).toEqual({ delivered: 1 });
    expect(seen).toEqual([["utopia", "Zx8mKq2Wv7", true]]);
  });

  test.each([
    ["whose certificate nobody vouches for", { secure: true, ...own }, { security: "tls" }],
    ["that knows TLS 1.2 only", { secure: true, ...own, maxVersion: "TLSv1.2" }, { security: "tls", ca }],
    ["that would go on without it", {}, { security: "starttls" }],
  ] as const)("%s is told nothing", async (_, options, smtp) => {
    mails = await startMailServer(options);
    open({ smtp: { ...mails.smtp, ...smtp } });
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "deferred")).not.toHaveProperty("bounced");
    expect(mails.taken).toEqual([]);
  });

  test("that does not know the password gets another try and no bounce", async () => {
    mails = await startMailServer({
      ...{ ...own, secure: true, authOptional: false, disabledCommands: [] },
      onAuth: (_, __, answer) => answer(refusal(535)),
    });
    open({ smtp: { ...mails.smtp, security: "tls", ca }, credentialsFolder: credentials });
    const uid = await server.accept(exampleEmail("a@mail.example"));
    expect(await statusAfter(uid, "deferred")).not.toHaveProperty("bounced");
  });
});
