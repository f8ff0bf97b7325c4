import { X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { describe, expect, it } from "vitest";
import {
  AUTHORITY,
  authorityOf,
  CERTIFICATE,
  CIVIL,
  decideStep,
  KEY,
  shownBy,
  textAt,
} from "../test/succession-states.ts";
import type { SecretContent, SecretContents } from "./secrets.ts";
import { splitPem } from "./split-pem.ts";
import { lastStep, newestAuthority, SUCCESSION_STEPS } from "./succession.ts";

const YEAR_MS = 365 * 86_400_000;

const settled = await decideStep(new Map());
const announced = await decideStep(settled, "announce");
const signing = await decideStep(announced, "sign");
const retired = await decideStep(signing, "retire");

const keys = (contents: SecretContents) => splitPem(textAt(contents, AUTHORITY, KEY));
const certificates = (contents: SecretContents) => splitPem(textAt(contents, AUTHORITY, CERTIFICATE));
const trusted = (contents: SecretContents) => splitPem(shownBy(contents).ca);
const leaf = (contents: SecretContents) => new X509Certificate(shownBy(contents).cert);
const isSignedBy = (contents: SecretContents, pem: string | undefined) =>
  leaf(contents).verify(new X509Certificate(pem ?? "").publicKey);

describe("replacing an authority's key", () => {
  it("has everybody trust both authorities first, while the old one signs", () => {
    expect(keys(announced)).toEqual([...keys(settled), expect.any(String)]);
    expect(trusted(announced)).toEqual(certificates(announced));
    expect(trusted(announced)[0]).toBe(certificates(settled)[0]);
    expect(new Set(trusted(announced)).size).toBe(2);
    expect(leaf(announced).raw).toEqual(leaf(settled).raw);
  });

  it("then has the new one sign, and forgets the old one's key", () => {
    expect(keys(signing)).toEqual(keys(announced).slice(1));
    expect(trusted(signing).toSorted()).toEqual(trusted(announced).toSorted());
    expect([0, 1].map((at) => isSignedBy(signing, certificates(announced)[at]))).toEqual([false, true]);
    expect(shownBy(signing).key).toBe(shownBy(settled).key);
  });

  it("trusts the old one no longer at the end", () => {
    expect(trusted(retired)).toEqual([certificates(announced)[1]]);
    expect(leaf(retired).raw).toEqual(leaf(signing).raw);
    expect(keys(retired)).toEqual(keys(signing));
  });

  it("tells from the Secret alone how far it is, and which authority is the newest", () => {
    const all = [settled, announced, signing, retired].map(authorityOf);
    expect(all.map((one) => lastStep(one, KEY, CERTIFICATE))).toEqual([
      "retire",
      "announce",
      "sign",
      "retire",
    ]);
    const [old, ...others] = all.map((one) => `${newestAuthority(one, KEY, CERTIFICATE)?.certificate}`);
    expect(old).toBe(certificates(settled)[0]);
    expect(new Set(others)).toEqual(new Set([certificates(retired)[0]]));
    expect(newestAuthority({ data: {} }, KEY, CERTIFICATE)).toBeUndefined();
  });

  it.each([
    ["settled", settled, ["sign", "retire"]],
    ["announced", announced, ["announce", "retire"]],
    ["signing", signing, ["announce", "sign"]],
  ] as const)(
    "changes nothing by a plain run, or a step that is not due, when %s",
    async (_, known, steps) => {
      for (const step of [undefined, ...steps]) expect(await decideStep(known, step)).toEqual(known);
    },
  );

  it("makes an authority where there is none, whatever the step", async () => {
    for (const step of SUCCESSION_STEPS) expect(keys(await decideStep(new Map(), step))).toHaveLength(1);
  });

  it("goes on where a run was killed with the authority behind what it had signed, or ahead", async () => {
    const torn = (ahead: SecretContents, behind: SecretContents) =>
      new Map([
        [CIVIL.id, ahead.get(CIVIL.id) as SecretContent],
        [AUTHORITY.id, authorityOf(behind)],
      ]);
    const states = [settled, announced, signing, retired];
    for (const [at, step] of SUCCESSION_STEPS.entries()) {
      const [from, to] = [states[at] as SecretContents, states[at + 1] as SecretContents];
      for (const known of [torn(to, from), torn(from, to)]) {
        const again = await decideStep(known, step);
        expect(trusted(again)).toEqual(certificates(again));
        expect(isSignedBy(again, certificates(again)[0])).toBe(true);
        expect(lastStep(authorityOf(again), KEY, CERTIFICATE)).toBe(step);
      }
    }
  });

  it("keeps both while the first is renewed", async () => {
    for (const known of [announced, signing]) {
      const later = await decideStep(known, undefined, new Date(Date.now() + 9.5 * YEAR_MS));
      expect(certificates(later)).toHaveLength(2);
      expect(certificates(later)[0]).not.toBe(certificates(known)[0]);
      expect(certificates(later)[1]).toBe(certificates(known)[1]);
      expect(keys(later)).toEqual(keys(known));
    }
  });

  it("lets servers and callers one step apart talk, either way; two steps apart, they would not", async () => {
    const states = [settled, announced, signing, retired];
    const talk: boolean[][] = [];
    for (const server of states)
      talk.push(await Promise.all(states.map((caller) => canTalk(server, caller))));
    expect(talk).toEqual([
      [true, true, false, false],
      [true, true, true, false],
      [false, true, true, true],
      [false, false, true, true],
    ]);
  });
});

/** Whether a caller with what one state holds gets an answer from a server with what the other one does. */
async function canTalk(serving: SecretContents, calling: SecretContents): Promise<boolean> {
  const asking = { requestCert: true, rejectUnauthorized: true };
  const server = createServer({ ...shownBy(serving), ...asking }, (socket) => {
    socket.on("error", () => socket.destroy()).end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ...shownBy(calling) });
      socket.on("data", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("close", () => resolve(false));
    });
  } finally {
    server.close();
  }
}
