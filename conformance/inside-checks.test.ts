import { createServer as createHttpServer } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer as createNetServer, type Server } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, describe, expect, it } from "vitest";
import { type CertificateTexts, makeCertificates } from "../test/stack-certificates.ts";
import type { InsideAddress, ShownCertificate } from "./inside-address.ts";
import { INSIDE } from "./inside-checks.ts";
import { runChecks } from "./runner.ts";

const own = await makeCertificates(["civil", "operator"]);
const foreign = await makeCertificates(["civil", "operator"]);
const opened: Server[] = [];
afterAll(() => {
  for (const server of opened) server.close();
});

const shown = (texts: CertificateTexts): ShownCertificate => ({
  key: texts["tls.key"] ?? "",
  cert: texts["tls.crt"] ?? "",
  ca: texts["ca.crt"] ?? "",
});

/** What a part's server is: nothing but TLS 1.3, from callers with a certificate of its own authority. */
const STRICT: ServerOptions = {
  ...shown(own.civil),
  ...{ requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" },
};

const tls = (options: ServerOptions) => createServer(options, (_, response) => response.end("civil"));
const plain = () => createHttpServer((_, response) => response.end("civil"));

/** Speaks TLS with whoever begins it, and plain HTTP with everybody else. */
function bothWays(): Server {
  const [secure, insecure] = [tls(STRICT), plain()];
  return createNetServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (chunk) => {
      socket.pause();
      socket.unshift(chunk);
      (chunk[0] === 0x16 ? secure : insecure).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
}

/** Wants a certificate, and looks at the name in it alone. */
function credulous(): Server {
  const server = createServer({ ...STRICT, rejectUnauthorized: false }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    if (subject?.CN === "operator") response.end("civil");
    else request.socket.destroy();
  });
  return server;
}

async function addressOf(
  server: Server | undefined,
  more: Partial<InsideAddress> = {},
): Promise<InsideAddress> {
  const inside = { host: "127.0.0.1", port: 1, name: "localhost", ...more };
  const known = { certificate: shown(own.operator), stranger: shown(foreign.operator), ...more };
  if (server === undefined) return { ...inside, ...known };
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { ...inside, ...known, port: (server.address() as AddressInfo).port };
}

/** Why each check that did not pass did not. */
async function run(inside: InsideAddress): Promise<Record<string, string | undefined>> {
  const target = {
    ...{ part: "civil", block: "cms" as const, product: "reference 1", url: "http://127.0.0.1:1" },
    ...{ headers: {}, client: "XU/GOV/1/checks", inside },
  };
  const { parts } = await runChecks({ targets: [target], suites: {}, useCases: [] });
  const results = parts[0]?.results ?? [];
  expect(results.map(({ check }) => check)).toEqual(Object.values(INSIDE));
  expect(new Set(results.map(({ level }) => level))).toEqual(new Set(["REQUIRED"]));
  const bad = results.filter(({ status }) => status !== "passed");
  expect(bad.map(({ status }) => status)).toEqual(bad.map(() => "failed"));
  return Object.fromEntries(bad.map(({ check, reason }) => [check, reason]));
}

/** In TLS 1.2 a cipher that needs another kind of key. */
const UNSHARED = "TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256";

const ALL = Object.values(INSIDE);

describe("the checks of TLS inside a cluster", () => {
  it("pass at a server that takes nothing but TLS 1.3 with certificates of its authority", async () => {
    expect(await run(await addressOf(tls(STRICT)))).toEqual({});
  });

  it.each([
    ["answers in plain text too", bothWays, INSIDE.plaintext, /answered in plain text/],
    [
      "takes TLS 1.2",
      () => tls({ ...STRICT, minVersion: "TLSv1.2" }),
      INSIDE.old,
      /the part agreed to TLSv1.2/,
    ],
    [
      "refuses TLS 1.2 for another reason than its age",
      () => tls({ ...STRICT, minVersion: "TLSv1.2", ciphers: UNSHARED }),
      INSIDE.old,
      /not refused for what it is/,
    ],
    [
      "takes callers without a certificate, but no strange one",
      () => {
        const server = createServer({ ...STRICT, rejectUnauthorized: false }, (request, response) => {
          const socket = request.socket as TLSSocket;
          const isNameless = Object.keys(socket.getPeerCertificate()).length === 0;
          if (socket.authorized || isNameless) response.end("civil");
          else socket.destroy();
        });
        return server;
      },
      INSIDE.nameless,
      /a caller without a certificate was answered/,
    ],
    [
      "takes a name for a certificate",
      credulous,
      INSIDE.stranger,
      /a certificate of another authority was answered/,
    ],
  ])("fail at one that %s", async (_, server, check, reason) => {
    expect(await run(await addressOf(server()))).toEqual({ [check]: expect.stringMatching(reason) });
  });

  it("fail at one that speaks no TLS at all", async () => {
    expect(Object.keys(await run(await addressOf(plain())))).toEqual(ALL);
  });

  it("fail at a certificate of another name", async () => {
    const inside = await addressOf(tls(STRICT), { name: "civil.utopia-civil.svc" });
    expect(await run(inside)).toEqual({
      [INSIDE.certificate]: "the part's certificate is not for civil.utopia-civil.svc",
    });
  });

  it("fail at a certificate of another authority", async () => {
    const server = tls({ ...STRICT, ...shown(foreign.civil), ca: shown(own.civil).ca });
    expect(await run(await addressOf(server))).toEqual({
      [INSIDE.certificate]: "the part's certificate is not signed by the stack's authority",
    });
  });

  it.each([
    [84, /ends in 6 days/],
    [91, /has ended/],
    [-1, /is not good yet/],
  ])("fail at a certificate of %d days ago", async (days, reason) => {
    const old = await makeCertificates(["civil"], new Date(Date.now() - days * 86_400_000));
    const { ca } = shown(old.civil);
    const server = tls({ ...STRICT, ...shown(old.civil), ca: `${shown(own.civil).ca}\n${ca}` });
    const inside = await addressOf(server, { certificate: { ...shown(own.operator), ca } });
    expect(await run(inside)).toEqual({ [INSIDE.certificate]: expect.stringMatching(reason) });
  });

  it("take nobody for somebody who refuses: not where nobody listens, not where nobody answers", async () => {
    expect(Object.keys(await run(await addressOf(undefined)))).toEqual(ALL);
    const silent = createNetServer((socket) => socket.on("error", () => socket.destroy()).resume());
    expect(Object.keys(await run(await addressOf(silent)))).toEqual(ALL);
  }, 30_000);
});
