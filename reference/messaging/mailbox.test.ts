import { createTransport } from "nodemailer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Mailbox, openMailbox } from "./mailbox.ts";

let mailbox: Mailbox;
beforeEach(() => {
  mailbox = openMailbox();
});
afterEach(() => mailbox.close());

async function send(to: string, text: string): Promise<unknown> {
  const transport = createTransport({ host: "127.0.0.1", port: await mailbox.port, ignoreTLS: true });
  const answer = await transport.sendMail({ from: "a@mail.example", to, text }).catch((error) => error);
  transport.close();
  return answer.responseCode ?? "taken";
}

test("the mailbox shows the newest first, and for an address what was handed over for it", async () => {
  for (const [to, text] of [
    ["b@mail.example", "one"],
    ["c@mail.example", "two"],
    ["b@mail.example", "three"],
  ] as const)
    expect(await send(to, text)).toBe("taken");
  expect(mailbox.list().map(({ text }) => text)).toEqual(["three", "two", "one"]);
  expect(mailbox.list("B@mail.example").map(({ text }) => text)).toEqual(["three", "one"]);
  expect(mailbox.list("nobody@mail.example")).toEqual([]);
});

test("addresses can be had that bounce, and that take an e-mail at the second try", async () => {
  const kinds = ["bounce@x.example", "bounce+1@x.example", "defer@x.example", "bouncer@x.example"];
  const first = [];
  const second = [];
  for (const to of kinds) first.push(await send(to, "x"));
  for (const to of kinds) second.push(await send(to, "x"));
  expect([first, second]).toEqual([
    [550, 550, 450, "taken"],
    [550, 550, "taken", "taken"],
  ]);
});

test("many characters push out older e-mails, and one that is too large is refused", async () => {
  await mailbox.close();
  mailbox = openMailbox(250);
  for (const letter of ["a", "b", "c"]) await send("b@mail.example", letter.repeat(100));
  expect(mailbox.list().map(({ text }) => text[0])).toEqual(["c", "b"]);
  await send("b@mail.example", "d".repeat(300));
  expect(mailbox.list().map(({ text }) => text[0])).toEqual(["d"]);
  expect(await send("b@mail.example", "x".repeat(76).concat("\n").repeat(60_000))).toBe(552);
  expect(mailbox.list()).toHaveLength(1);
});
