import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createMessaging } from "./create.ts";
import { refusal, startMailServer } from "./example-mail-server.ts";
import { exampleEmail, startMessaging, testConfig, until } from "./started-messaging.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "messaging-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const smtp = { host: "mail.example", port: 465, security: "tls", from: "no-reply@gov.example" };

describe("the settings", () => {
  const started = (environment: "development" | "staging" | "production", settings: object) => () =>
    createMessaging(testConfig({ environment, settings: { ...settings } }), folder);

  test.each([
    ["no mail server outside of development", "staging", {}, /settings\.smtp: staging has no mailbox/],
    [
      "a mail server without encryption",
      "production",
      { smtp: { ...smtp, security: "none" } },
      /development only/,
    ],
    [
      "a from that is no address",
      "production",
      { smtp: { ...smtp, from: "nobody" } },
      /^settings\.smtp\.from: /,
    ],
    [
      "a Secret of a cluster",
      "development",
      { smtp: { ...smtp, secretRef: "mail" } },
      /the Secret mail is in a cluster/,
    ],
    [
      "credentials that are not there",
      "production",
      { smtp, credentialsFolder: "/nowhere" },
      /credentials cannot be read/,
    ],
    ["a key that is not there", "production", { smtp, keyFile: "/nowhere" }, /key's file \/nowhere/],
  ] as const)("with %s stop the start", (_, environment, settings, sentence) => {
    expect(started(environment, settings)).toThrow(TypeError);
    expect(started(environment, settings)).toThrow(sentence);
  });

  test("with a token for the management have it asked for", async () => {
    const managementTokenFile = join(folder, "token");
    writeFileSync(managementTokenFile, "Zx8mKq2Wv7Lp4Rt9Yb3N");
    const server = startMessaging({ managementTokenFile });
    const ask = (authorization: string) =>
      server.send("GET", "/management/dead-letters", undefined, { authorization });
    expect((await ask("Bearer wrong")).status).toBe(401);
    expect((await ask("Bearer Zx8mKq2Wv7Lp4Rt9Yb3N")).status).toBe(200);
    await server.close();
  });
});

test("another key than that of the store stops the start, and the store stays as it was", async () => {
  const keyFile = join(folder, "other");
  writeFileSync(keyFile, "Zx8mKq2Wv7Lp4Rt9Yb3N");
  const server = startMessaging({}, folder);
  const uid = await server.accept(exampleEmail("a@mail.example"));
  await until(async () => (await server.statusOf(uid))["delivered"] === 1);
  await server.close();
  expect(() => startMessaging({ settings: { keyFile } }, folder)).toThrow(/the key is another one/);
  const again = startMessaging({}, folder);
  expect(await again.statusOf(uid)).toEqual({ delivered: 1 });
  await again.close();
});

describe("the seed", () => {
  const request = {
    requestUid: "UfQK-CPju-Ea5B-6y7X-8A72-VqU5",
    emailContent: { title: "Hello", content: "Text" },
    recipients: [
      { recipientInfo: { email: "a@mail.example" }, status: "delivered" },
      { recipientInfo: { email: "b@mail.example" }, status: "bounced" },
    ],
  };
  const seeded =
    (requests: unknown, part: object = {}) =>
    () =>
      createMessaging(testConfig({ seed: { requests }, ...part }), folder);

  test("gives a store its history, once", async () => {
    for (const _ of ["first", "again"]) {
      const server = startMessaging({ seed: { requests: [request] } }, folder);
      expect(await server.statusOf(request.requestUid)).toEqual({ delivered: 1, bounced: 1 });
      await server.close();
    }
  });

  test("is sent where it has no status", async () => {
    const recipients = [{ recipientInfo: { email: "c@mail.example" } }];
    const server = startMessaging({ seed: { requests: [{ ...request, recipients }] } });
    await until(async () => (await server.arrived("c@mail.example")).length === 1);
    await until(async () => (await server.statusOf(request.requestUid))["delivered"] === 1);
    await server.close();
  });

  test.each([
    ["an unknown key", [{ ...request, to: "x" }], "seed.requests.0: "],
    ["a request twice", [request, request], "seed.requests.1: "],
    ["no recipients", [{ ...request, recipients: [] }], "seed.requests.0.recipients: "],
    [
      "a recipient that is none",
      [{ ...request, recipients: [{ recipientInfo: { email: "x" } }] }],
      "seed.requests.0.recipients.0.recipientInfo.email: ",
    ],
  ])("of %s is refused by its place", (_, requests, place) => {
    expect(seeded(requests)).toThrow(TypeError);
    expect(seeded(requests)).toThrow(place);
  });

  test("sends nothing to a mail server", () => {
    const recipients = [{ recipientInfo: { email: "c@mail.example" } }];
    expect(seeded([{ ...request, recipients }], { settings: { smtp } })).toThrow(
      /recipients\.0: needs a status/,
    );
  });

  test("of Utopia is history that fits the register of persons", async () => {
    const read = (name: string) =>
      JSON.parse(
        readFileSync(new URL(`../../profiles/countries/utopia/${name}.json`, import.meta.url), "utf8"),
      );
    const seed = read("messaging");
    const { records } = read("civil").databases.find((one: { code: string }) => one.code === "persons");
    const names = new Set(
      records.map((one: { firstName: string; lastName: string }) => `${one.firstName} ${one.lastName}`),
    );
    const server = startMessaging({ seed });
    for (const { requestUid, recipients } of seed.requests) {
      for (const { recipientInfo } of recipients) expect(names).toContain(recipientInfo.name);
      const counts = Object.values(await server.statusOf(requestUid));
      const sum = counts.reduce((one, other) => one + other, 0);
      expect(sum).toBe(recipients.length);
    }
    await server.close();
  });
});

describe("what is kept", () => {
  const words = [
    "amra",
    "clinic",
    "tavi",
    "mail.example",
    "health.example",
    "appointment",
    "Monday",
    "key-1",
    "back.example",
  ];
  const body = exampleEmail("", {
    recipientInfo: { email: "amra@mail.example", name: "Amra", emailBCC: "tavi@mail.example" },
    callback: { URI: "https://back.example/secret" },
  });

  /** Everything that is on the disk, however it is laid out. */
  const onDisk = () =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name)).toString("latin1"))
      .join("\n");

  test("is not readable, neither while an e-mail waits nor afterwards", async () => {
    let down = true;
    const mails = await startMailServer({ onRcptTo: (_, __, answer) => answer(down ? refusal(450) : null) });
    const server = startMessaging({ settings: { smtp: mails.smtp } }, folder);
    const uid = await server.accept(body);
    await until(async () => (await server.statusOf(uid))["deferred"] === 1);
    for (const word of words) expect(onDisk().toLowerCase()).not.toContain(word.toLowerCase());
    down = false;
    await until(async () => (await server.statusOf(uid))["delivered"] === 1);
    await server.close();
    await mails.close();
    for (const word of words) expect(onDisk().toLowerCase()).not.toContain(word.toLowerCase());
  });

  test("waits over a restart, and goes then", async () => {
    const mails = await startMailServer();
    const { port } = mails.smtp;
    await mails.close();
    const first = startMessaging({ settings: { smtp: mails.smtp } }, folder);
    const uid = await first.accept(body);
    await until(async () => (await first.statusOf(uid))["deferred"] === 1);
    await first.close();
    const again = await startMailServer({}, port);
    const second = startMessaging({ settings: { smtp: again.smtp } }, folder);
    await until(async () => (await second.statusOf(uid))["delivered"] === 1);
    expect(again.recipients).toEqual([["amra@mail.example", "tavi@mail.example"]]);
    await second.close();
    await again.close();
  });

  test("loses its content after a time, and then goes altogether", async () => {
    const settings = { keepContentHours: 1, keepStatusDays: 2 };
    const server = startMessaging({ settings }, folder);
    const uid = await server.accept(exampleEmail("bounce@mail.example"));
    await until(async () => (await server.statusOf(uid))["bounced"] === 1);
    await server.close();
    const kept = async (hours: number) => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours * 3_600_000 });
      const later = startMessaging({ settings }, folder);
      const { body: dead } = await later.send("GET", "/management/dead-letters");
      await later.close();
      vi.useRealTimers();
      return dead.deadLetters.map((one: { content: boolean }) => one.content);
    };
    expect([await kept(0.5), await kept(2), await kept(50)]).toEqual([[true], [false], []]);
  });

  test("in the log is who asked for what and what came of it, and nothing of the e-mail", async () => {
    const server = startMessaging({}, folder);
    const headers = { "X-GovStack-Client": "XU/GOV/70002/social", "X-Correlation-ID": "corr-1" };
    const { body: accepted } = await server.send(
      "POST",
      "/send/email/single",
      exampleEmail("bounce@mail.example"),
      headers,
    );
    await until(async () => (await server.statusOf(accepted.requestUid))["bounced"] === 1);
    await server.send("POST", "/send/email/single", exampleEmail("nobody"), headers);
    await server.close();
    const db = new DatabaseSync(join(folder, "messaging.sqlite"));
    const rows = db.prepare("SELECT * FROM audit ORDER BY id").all();
    db.close();
    expect(rows.map((row) => [row["kind"], row["client"], row["operation"], row["outcome"]])).toEqual([
      ["request", "XU/GOV/70002/social", "sendSingleEmail", "200"],
      ["email", null, null, "bounced 550"],
      ["request", "XU/GOV/70002/social", "sendSingleEmail", "405"],
    ]);
    expect(rows.slice(0, 2).map((row) => row["correlation_id"])).toEqual(["corr-1", "corr-1"]);
    expect(JSON.stringify(rows)).not.toMatch(/mail\.example|nobody|appointment/);
  });
});
