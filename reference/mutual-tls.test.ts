import { mkdtempSync, rmSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { Agent, request } from "node:https";
import { connect as connectPlainly } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect, type SecureVersion, type TLSSocket } from "node:tls";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CertificateTexts, makeCertificates, writeCertificate } from "../test/stack-certificates.ts";
import { Outbound } from "./outbound.ts";
import { type Served, serveBlock } from "./serve.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-tls-"));
const own = await makeCertificates(["civil", "mediator", "social"]);
const foreign = await makeCertificates(["mediator"]);
const app = new Hono()
  .get("/name", (context) => context.text("civil"))
  .get("/healthcheck", (context) => context.text("UP"));
const block = { app, close: () => Promise.resolve() };
let served: Served;

beforeAll(async () => {
  const tls = {
    folder: writeCertificate(join(folder, "civil"), own.civil),
    callers: ["mediator"],
    hosts: [],
  };
  served = await serveBlock(block, { host: "127.0.0.1", port: 0, healthPort: 0, tls });
});
afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly as?: CertificateTexts;
  readonly trusting?: CertificateTexts;
  readonly newest?: SecureVersion;
}

/** The body of an answer, or what ended the connection. */
function ask({ as, trusting = own.civil, newest = "TLSv1.3" }: Asked, port = served.port): Promise<string> {
  return new Promise((resolve) => {
    const options = {
      ...{ host: "127.0.0.1", port, path: "/name", servername: "localhost", agent: false as const },
      ...{ key: as?.["tls.key"], cert: as?.["tls.crt"], ca: trusting["ca.crt"], maxVersion: newest },
    };
    request(options, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text));
    })
      .on("error", (error: NodeJS.ErrnoException) => resolve(`${error.code} ${error.message}`))
      .end();
  });
}

/** What a refused certificate comes to: the alert may be lost where the server has closed already. */
const REFUSED = /ALERT_UNKNOWN_CA|ALERT_CERTIFICATE_REQUIRED|ECONNRESET|EPIPE/;

describe("a server with a certificate of the stack's authority", () => {
  it("answers a caller that it knows, in TLS 1.3", async () => {
    expect(await ask({ as: own.mediator })).toBe("civil");
    const protocol = await new Promise((resolve) => {
      const [key, cert, ca] = ["tls.key", "tls.crt", "ca.crt"].map((name) => own.mediator[name]);
      const socket = connect({ port: served.port, servername: "localhost", key, cert, ca }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
    });
    expect(protocol).toBe("TLSv1.3");
  });

  it.each([
    ["without a certificate", {}, REFUSED],
    ["with one of another authority", { as: foreign.mediator }, REFUSED],
    ["in TLS 1.2", { as: own.mediator, newest: "TLSv1.2" }, /alert protocol version/],
    ["of the stack that no link lets call it", { as: own.social }, REFUSED],
  ] as const)("refuses a caller %s", async (_, asked, refusal) => {
    expect(await ask(asked)).toMatch(refusal);
  });

  it("knows a caller again that takes up an earlier session", async () => {
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 10 });
    const [key, cert, ca] = ["tls.key", "tls.crt", "ca.crt"].map((name) => own.mediator[name]);
    const call = () =>
      new Promise((resolve, reject) => {
        const place = { host: "127.0.0.1", port: served.port, path: "/name", servername: "localhost" };
        request({ ...place, key, cert, ca, agent }, (answer) => {
          const isReused = (answer.socket as TLSSocket).isSessionReused();
          answer.resume().on("end", () => resolve([answer.statusCode, isReused]));
        })
          .on("error", reject)
          .end();
      });
    expect(await call()).toEqual([200, false]);
    expect(await call()).toEqual([200, true]);
    agent.destroy();
  });

  it("is not taken for itself by a caller that trusts another authority", async () => {
    expect(await ask({ as: own.mediator, trusting: foreign.mediator })).toMatch(
      /UNABLE_TO_VERIFY|SELF_SIGNED/,
    );
  });

  it("says nothing to a caller that speaks plain HTTP", async () => {
    const said = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connectPlainly(served.port, "127.0.0.1", () =>
        socket.write("GET /name HTTP/1.1\r\nHost: x\r\n\r\n"),
      );
      socket.on("data", (chunk) => (text += chunk.toString("latin1")));
      socket.on("error", () => undefined).on("close", () => resolve(text));
    });
    expect(said).not.toContain("HTTP/1.1");
  });

  it("answers for its health without TLS, and for nothing else there", async () => {
    const status = (path: string) =>
      new Promise<number | undefined>((resolve) =>
        requestHttp({ host: "127.0.0.1", port: served.healthPort, path, agent: false }, (answer) =>
          resolve(answer.resume().statusCode),
        ).end(),
      );
    expect([await status("/healthcheck"), await status("/name")]).toEqual([200, 404]);
  });

  it("shows a new certificate without a restart, and keeps the old one while files do not belong together", async () => {
    const place = join(folder, "civil");
    const before = await makeCertificates(["civil", "mediator"]);
    writeCertificate(place, { "tls.key": before.civil["tls.key"] ?? "" });
    await delay(6000);
    expect(await ask({ as: own.mediator })).toBe("civil");
    writeCertificate(place, before.civil);
    await expect
      .poll(() => ask({ as: before.mediator, trusting: before.civil }), { timeout: 12_000, interval: 200 })
      .toBe("civil");
    expect(await ask({ as: own.mediator, trusting: before.civil })).toMatch(REFUSED);
    writeCertificate(place, own.civil);
    await expect.poll(() => ask({ as: own.mediator }), { timeout: 12_000, interval: 200 }).toBe("civil");
  }, 40_000);

  it("does not start without a certificate", async () => {
    const tls = { folder: join(folder, "nowhere"), callers: [], hosts: [] };
    const start = serveBlock(block, { host: "127.0.0.1", port: 0, tls });
    await expect(start).rejects.toThrow(/the certificate in .*nowhere cannot be used/);
  });
});

describe("calls to parts of the stack", () => {
  /** What a call of the mediator comes to. */
  function call(outbound: Outbound): Promise<string> {
    return new Promise((resolve) => {
      const base = new URL(`https://localhost:${served.port}`);
      outbound
        .open({ base, path: "/name", method: "GET", headers: {} })
        .on("response", (answer) => {
          answer.resume();
          resolve(`${answer.statusCode}`);
        })
        .on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
        .end();
    });
  }

  it("are made with the caller's certificate to hosts of the stack, and with none to others", async () => {
    const place = writeCertificate(join(folder, "mediator"), own.mediator);
    const inside = new Outbound(true, { folder: place, callers: [], hosts: ["localhost"] });
    const outside = new Outbound(true, { folder: place, callers: [], hosts: [] });
    expect(await call(inside)).toBe("200");
    expect(await call(outside)).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
    for (const outbound of [inside, outside]) outbound.close();
  });
});
