import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { decideSecrets } from "../../../../deploy/decide-secrets.ts";
import { exampleSecret } from "../../../../test/secret-example.ts";
import type { XRoadSetup } from "../settings.ts";
import { exampleSetup } from "./example-setup.ts";
import { authorityPem, fresh, run } from "./fake-run.ts";
import { PASSWORD, PIN, startFakeXRoad } from "./fake-x-road.ts";
import program from "./program.ts";
import { openTransport } from "./transport.ts";

const never = new AbortController().signal;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server, port = 0): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A server with a certificate of its own making, as X-Road's are. */
async function selfMade(respond: RequestListener) {
  const values = {
    key: {
      generate: "certificate",
      certificate: "crt",
      commonName: "x",
      dnsNames: ["elsewhere.test"],
      days: 1,
      usage: ["server"],
      algorithm: "ec-p256",
    },
  } as const;
  const secret = exampleSecret(values);
  const made = (await decideSecrets([secret], new Map(), { now: new Date() })).get(secret.id);
  const pem = (key: string) => Buffer.from(made?.data[key] ?? "", "base64");
  return createHttps({ key: pem("key"), cert: pem("crt") }, respond);
}

const answer: RequestListener = (request, response) => {
  response.setHeader("x-method", request.method ?? "");
  response.writeHead(418).end("tea");
};

describe("the transport", () => {
  it("takes the certificate that a server made itself, and no other one later", async () => {
    const transport = openTransport();
    const first = await selfMade(answer);
    const port = await listen(first);
    const asked = { method: "PATCH", url: `https://127.0.0.1:${port}/` };
    const { status, headers, body } = await transport(asked, never);
    expect([status, headers["x-method"], body.toString()]).toEqual([418, "PATCH", "tea"]);
    first.closeAllConnections();
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await listen(await selfMade(answer), port);
    await expect(transport(asked, never)).rejects.toThrow("it shows another certificate than before");
    await expect(openTransport()(asked, never)).resolves.toMatchObject({ status: 418 });
  });

  it("says who does not answer, and why", async () => {
    const port = await listen(createHttp(() => {}));
    const asked = { method: "GET", url: `http://127.0.0.1:${port}/` };
    await expect(openTransport(50)(asked, never)).rejects.toThrow(
      `127.0.0.1:${port} does not answer: it took too long`,
    );
    const cut = await listen(createHttp((request) => request.socket.destroy()));
    await expect(openTransport()({ ...asked, url: `http://127.0.0.1:${cut}/` }, never)).rejects.toThrow(
      "does not answer",
    );
  });

  it("ends at once when it is stopped", async () => {
    const port = await listen(createHttp(() => {}));
    const stop = new AbortController();
    const sent = openTransport()({ method: "GET", url: `http://127.0.0.1:${port}/` }, stop.signal);
    stop.abort();
    await expect(sent).rejects.toThrow("does not answer");
  });
});

describe("the job's program", () => {
  const folder = mkdtempSync(join(tmpdir(), "xroad-program-"));

  /** The example's servers at one port, each below a path of its own. */
  function atPort(setup: XRoadSetup, base: string): XRoadSetup {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), `${text}\n`);
      return join(folder, name);
    };
    const passwordFile = file("password", PASSWORD);
    const pinFile = file("pin", PIN);
    const { development } = setup;
    if (development === undefined) throw new Error("no development");
    return {
      ...setup,
      servers: setup.servers.map((server) => {
        const at = `${base}/${server.organization}`;
        const urls = { adminUrl: `${at}/admin`, messageUrl: `${at}/messages`, healthUrl: `${at}/health` };
        return { ...server, ...urls, passwordFile, pinFile };
      }),
      development: {
        central: {
          ...development.central,
          adminUrl: `${base}/central`,
          configurationUrl: `${base}/configuration`,
          passwordFile,
          pinFile,
        },
        authority: { ...development.authority, signUrl: `${base}/authority` },
      },
    };
  }

  it("reads its files, talks to servers, and finds everything done that is", async () => {
    const server = createHttp();
    const port = await listen(server);
    const setup = atPort(exampleSetup(2), `http://127.0.0.1:${port}`);
    const state = fresh(setup);
    await run(setup, state, { readFile: (file) => (file.endsWith("pin") ? PIN : PASSWORD) });
    const fake = startFakeXRoad(setup, state, authorityPem());
    server.on("request", async (request, response) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([key, value]) => [key, String(value)]),
      );
      const body = Buffer.concat(await request.toArray());
      const url = `http://127.0.0.1:${port}${request.url}`;
      const said = await fake.transport({ method: request.method ?? "", url, headers, body }, never);
      response.writeHead(said.status, said.headers).end(said.body);
    });
    const lines: string[] = [];
    expect(await program(setup, (line) => lines.push(line), never)).toBe(0);
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.every((line) => line.startsWith("is "))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it("refuses a setup of the wrong shape, and one of both kinds", async () => {
    const start = async (setup: unknown) => program(setup, () => {}, never);
    const setup = exampleSetup(1);
    const both = { ...setup, membership: { anchor: "x", authority: { name: "x", acme: false, fields: {} } } };
    for (const wrong of [{}, { ...setup, servers: [] }, { ...setup, development: undefined }, both])
      await expect(start(wrong)).rejects.toMatchObject({ name: "ZodError" });
  });
});
