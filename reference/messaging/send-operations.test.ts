import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  exampleBatch,
  exampleEmail,
  type StartedMessaging,
  startMessaging,
  until,
} from "./started-messaging.ts";

let server: StartedMessaging;
beforeEach(() => {
  server = startMessaging();
});
afterEach(() => server.close());

describe("a single e-mail", () => {
  test("is accepted, arrives as it was written, and is counted as delivered", async () => {
    const title = "Åsa “ಅಶ್ವಿನಿ” – your appointment on Monday, which is longer than a line of a header may be";
    const content = "Dear Amra,\n.a dot\nعلي 王 🧒🏽\n\nYours";
    const recipientInfo = {
      ...{ email: "amra@mail.example", name: "Ämra" },
      ...{ emailCC: "tavi@mail.example, neri@mail.example", emailBCC: "file@mail.example" },
    };
    const answer = await server.send("POST", "/send/email/single", {
      ...exampleEmail(""),
      recipientInfo,
      emailContent: { title, content },
    });
    expect([answer.status, answer.body.response]).toEqual([200, expect.any(String)]);
    const { requestUid } = answer.body;
    expect(requestUid).toMatch(/^[A-Za-z0-9]{4}(-[A-Za-z0-9]{4}){5}$/);
    await until(async () => (await server.statusOf(requestUid))["delivered"] === 1);
    const [message, ...others] = await server.arrived("AMRA@mail.example");
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      ...{ from: "clinic@health.example", fromName: "Clinic", replyTo: ["desk@health.example"] },
      ...{ to: ["amra@mail.example"], cc: ["tavi@mail.example", "neri@mail.example"] },
      ...{ subject: title, text: content },
    });
    const everybody = ["amra@mail.example", "tavi@mail.example", "neri@mail.example", "file@mail.example"];
    expect(message?.envelope.to).toEqual(everybody);
    expect(await server.statusOf(requestUid)).toEqual({ delivered: 1 });
  });

  test.each([
    ["with the specification's base path", "/v1/send/email/single"],
    ["with a slash at its end", "/send/email/single/"],
  ])("is accepted %s", async (_, path) => {
    expect((await server.send("POST", path, exampleEmail("a@mail.example"))).status).toBe(200);
  });

  test("needs a recipient and a content, and nothing else", async () => {
    const body = { recipientInfo: { email: "a@mail.example" }, emailContent: { content: "x" } };
    await server.accept(body);
    await until(async () => (await server.arrived("a@mail.example")).length === 1);
    const [message] = await server.arrived("a@mail.example");
    expect(message).toMatchObject({ from: "messaging@utopia.invalid", subject: "", text: "x" });
  });

  test.each([
    ["the name", { senderInfo: { name: "", onBehalfOfName: "B", organisationName: "C" } }, "B"],
    ["the organisation", { senderInfo: { organisationName: "C" } }, "C"],
  ])("shows %s of its sender", async (_, changes, name) => {
    await server.accept(exampleEmail("a@mail.example", changes));
    await until(async () => (await server.arrived("a@mail.example")).length === 1);
    expect((await server.arrived("a@mail.example"))[0]?.fromName).toBe(name);
  });

  test("again within ten minutes is the same request, and goes once", async () => {
    const uids = await Promise.all([1, 2, 3].map(() => server.accept(exampleEmail("a@mail.example"))));
    const other = await server.accept(exampleEmail("a@mail.example", { emailContent: { content: "Other" } }));
    expect(new Set(uids).size).toBe(1);
    expect(uids).not.toContain(other);
    await until(async () => (await server.arrived("a@mail.example")).length === 2);
    await until(async () => (await server.statusOf(uids[0] ?? ""))["delivered"] === 1);
    const foreign = await server.send("POST", "/send/email/single", exampleEmail("a@mail.example"), {
      apiKey: "key-2",
    });
    expect(uids).not.toContain(foreign.body.requestUid);
  });

  const injected = "x\r\nBcc: everybody@mail.example";
  test.each([
    ["without a body", undefined],
    ["of broken JSON", '{"recipientInfo":'],
    ["as a list", [exampleEmail("a@mail.example")]],
    ["without a recipient", { emailContent: { content: "x" } }],
    ["without a content", { recipientInfo: { email: "a@mail.example" } }],
    ["with an empty content", exampleEmail("a@mail.example", { emailContent: { content: "" } })],
    ["to something that is no address", exampleEmail("nobody")],
    ["to two addresses in one", exampleEmail("a@mail.example,b@mail.example")],
    [
      "in another encoding",
      exampleEmail("a@mail.example", { emailContent: { encoding: "UTF-7", content: "x" } }),
    ],
    [
      "with a line break in its title",
      exampleEmail("a@mail.example", { emailContent: { title: injected, content: "x" } }),
    ],
    ["with a line break in a name", exampleEmail("a@mail.example", { senderInfo: { name: injected } })],
    ["with a line break in an address", exampleEmail("a@mail.example\r\nBcc: b@mail.example")],
    [
      "with a line break in a copy",
      exampleEmail("", { recipientInfo: { email: "a@mail.example", emailCC: injected } }),
    ],
    ["to call back a file", exampleEmail("a@mail.example", { callback: { URI: "file:///etc/passwd" } })],
    [
      "to call back with a password",
      exampleEmail("a@mail.example", { callback: { URI: "https://u:p@x.example" } }),
    ],
    ["to call back nowhere", exampleEmail("a@mail.example", { callback: { URI: "there" } })],
  ])("%s is invalid input, and nothing is sent", async (_, body) => {
    const answer = await server.send("POST", "/send/email/single", body);
    expect([answer.status, answer.headers.get("allow"), answer.body.code]).toEqual([
      ...[405, "POST", "Client.InvalidInput"],
    ]);
    expect(JSON.stringify(answer.body)).not.toContain("mail.example");
    await server.accept(exampleEmail("marker@mail.example"));
    await until(async () => (await server.arrived("marker@mail.example")).length === 1);
    expect((await server.send("GET", "/development/messages")).body.messages).toHaveLength(1);
  });

  test.each(["", " ", "x".repeat(201)])("with the key %j is refused before it is read", async (apiKey) => {
    const answer = await server.send("POST", "/send/email/single", "no JSON", { apiKey });
    expect([answer.status, answer.body.message]).toEqual([405, expect.stringContaining("apiKey")]);
  });

  test("of another type or too large is refused as such", async () => {
    const form = await server.send("POST", "/send/email/single", "a=b", {
      "Content-Type": "application/x-www-form-urlencoded",
    });
    const large = exampleEmail("a@mail.example", { emailContent: { content: "x".repeat(1 << 20) } });
    expect([form.status, (await server.send("POST", "/send/email/single", large)).status]).toEqual([
      415, 413,
    ]);
  });
});

describe("a batch", () => {
  test("goes to each recipient on its own, and each is counted", async () => {
    const recipients = ["a@mail.example", "bounce+b@mail.example", "c@mail.example"];
    const body = exampleBatch(recipients.map((email) => ({ email })));
    const uid = await server.accept(body, "batch");
    await until(async () => (await server.statusOf(uid))["delivered"] === 2);
    await until(async () => (await server.statusOf(uid))["bounced"] === 1);
    expect(await server.statusOf(uid)).toEqual({ delivered: 2, bounced: 1 });
    const { body: each } = await server.send("GET", "/status/email/recipients", undefined, {
      requestUid: uid,
    });
    expect(each.emails).toEqual([
      { position: 0, status: "delivered", attempts: 1 },
      { position: 1, status: "bounced", attempts: 1, reply: 550 },
      { position: 2, status: "delivered", attempts: 1 },
    ]);
    for (const email of ["a@mail.example", "c@mail.example"]) {
      const [message] = await server.arrived(email);
      expect(message?.envelope.to).toEqual([email]);
    }
  });

  test("takes the specification's own example", async () => {
    const batchEmailAsBase64 =
      "W3sKCSJyZWNpcGllbnRJbmZvIjogewoJCSJlbWFpbCI6ICJjdXN0b21lckBleGFtcGxlLmNvbSIsCgkJImVtYWlsQ0MiOiAiY3VzdG9tZXItY2NAZXhhbXBsZS5jb20iLAoJCSJlbWFpbEJDQyI6ICJjdXN0b21lci1iY2NAZXhhbXBsZS5jb20iLAoJCSJuYW1lIjogIkV4YW1wbGUgQ3VzdG9tZXIiCgl9Cn0sIHsKCSJyZWNpcGllbnRJbmZvIjogewoJCSJlbWFpbCI6ICJkZWFyLWN1c3RvbWVyQGV4YW1wbGUuY29tIiwKCQkibmFtZSI6ICJVbmtub3duIEN1c3RvbWVyIgoJfQp9XQ==";
    const uid = await server.accept({ ...exampleEmail(""), recipientInfo: { batchEmailAsBase64 } }, "batch");
    await until(async () => (await server.statusOf(uid))["delivered"] === 2);
  });

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
  test.each([
    ["without recipients", {}],
    ["of nobody", { batchEmailAsBase64: encode([]) }],
    ["that is not base64", { batchEmailAsBase64: "%%%" }],
    ["that is not JSON", { batchEmailAsBase64: "AAAA" }],
    ["that is no list", { batchEmailAsBase64: encode({ email: "a@mail.example" }) }],
    [
      "of which one is no address",
      { batchEmailAsBase64: encode([{ email: "a@mail.example" }, { email: "b" }]) },
    ],
    [
      "of more than 10,000",
      { batchEmailAsBase64: encode(Array.from({ length: 10_001 }, () => ({ email: "a@b" }))) },
    ],
  ])("%s is invalid input, and nobody gets anything", async (_, recipientInfo) => {
    const answer = await server.send("POST", "/send/email/batch", { ...exampleEmail(""), recipientInfo });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    await server.accept(exampleEmail("marker@mail.example"));
    await until(async () => (await server.arrived("marker@mail.example")).length === 1);
    expect((await server.send("GET", "/development/messages")).body.messages).toHaveLength(1);
  });

  test("does not hold up a single e-mail that comes after it", async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ email: `p${index}@mail.example` }));
    const uid = await server.accept(exampleBatch(many), "batch");
    await server.accept(exampleEmail("urgent@mail.example"));
    await until(async () => (await server.arrived("urgent@mail.example")).length === 1);
    expect((await server.statusOf(uid))["delivered"] ?? 0).toBeLessThan(100);
    await until(async () => (await server.statusOf(uid))["delivered"] === 100);
  });
});
