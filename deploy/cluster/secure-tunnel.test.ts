import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificates } from "../../test/stack-certificates.ts";
import type { ClientCertificate } from "../engine.ts";
import { secureTunnel } from "./secure-tunnel.ts";

const own = await makeCertificates(["civil", "operator"]);
const foreign = await makeCertificates(["operator"]);
const shown = (texts: Readonly<Record<string, string>>): ClientCertificate => ({
  key: texts["tls.key"] ?? "",
  cert: texts["tls.crt"] ?? "",
  ca: texts["ca.crt"] ?? "",
});

let part: TlsServer;
const tunnels: Server[] = [];

beforeAll(async () => {
  const { key, cert, ca } = shown(own.civil);
  part = createTlsServer({ key, cert, ca, requestCert: true, minVersion: "TLSv1.3" }, (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
    request.pipe(response.setHeader("caller", String(CN)));
  });
  await listen(part);
});
afterAll(() => {
  for (const server of [part, ...tunnels]) server.close();
});

/** A plain address of this machine, from which a tunnel leads to the part. */
async function tunnelFor(certificate: ClientCertificate, servername = "localhost"): Promise<string> {
  const server = createServer({ pauseOnConnect: true }, (socket: Socket) => {
    const far = secureTunnel(socket, servername, certificate);
    const way = connect((part.address() as AddressInfo).port, "127.0.0.1");
    far.pipe(way).pipe(far);
    way.on("error", () => far.destroy());
  });
  tunnels.push(server);
  return `http://127.0.0.1:${await listen(server)}`;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

describe("a tunnel with TLS", () => {
  it("carries plain requests of any length to a server that wants TLS and a certificate", async () => {
    const url = await tunnelFor(shown(own.operator));
    const body = "x".repeat(3_000_000);
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const answer = await fetch(url, { method: "POST", body });
        return [answer.headers.get("caller"), (await answer.text()).length];
      }),
    );
    expect(answers).toEqual(Array(5).fill(["operator", body.length]));
  });

  it.each([
    ["trusts another authority", () => tunnelFor({ ...shown(own.operator), ca: shown(foreign.operator).ca })],
    ["looks for another server", () => tunnelFor(shown(own.operator), "social.utopia-social.svc")],
    [
      "shows a certificate of another authority",
      () => tunnelFor({ ...shown(foreign.operator), ca: shown(own.operator).ca }),
    ],
  ])("ends the connection, without a word, of whoever %s", async (_, open) => {
    await expect(fetch(await open())).rejects.toThrow(/fetch failed/);
  });
});
