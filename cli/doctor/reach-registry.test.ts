import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer, type Server } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateValues } from "../../deploy/generate-secret.ts";
import { type FakeRegistry, startFakeRegistry } from "../../test/fake-registry.ts";
import { proxyFor, reachRegistry } from "./reach-registry.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-reach-"));
let plain: FakeRegistry;
/** A registry behind TLS, whose authority nobody knows, as `registry.test` to whoever comes through the proxy. */
let hidden: Server;
let proxy: Server;
/** What came to the proxy. */
const tunnels: string[] = [];

beforeAll(async () => {
  plain = await startFakeRegistry();
  plain.faults.push(({ method, path }, response) => {
    if (method !== "HEAD" || path !== "/v2/") return false;
    response.writeHead(401).end();
    return true;
  });
  const { key, certificate } = await makeCertificate();
  writeFileSync(join(folder, "ca.pem"), certificate);
  hidden = createServer({ key, cert: certificate }, (_, response) => response.writeHead(200).end());
  proxy = createPlainServer().on("connect", (request, socket) => {
    tunnels.push(String(request.url));
    if (request.headers["proxy-authorization"] === undefined) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const tunnel = connect((hidden.address() as AddressInfo).port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on("error", () => socket.destroy());
    socket.on("error", () => tunnel.destroy());
  });
  for (const server of [hidden, proxy])
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await plain.close();
  for (const server of [hidden, proxy]) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function makeCertificate(): Promise<{ key: string; certificate: string }> {
  const request = {
    generate: "certificate",
    certificate: "crt",
    commonName: "registry.test",
    dnsNames: ["registry.test"],
    days: 2,
    usage: ["server"],
    algorithm: "ec-p256",
  } as const;
  const made = await generateValues({
    key: "key",
    request,
    requests: { key: request },
    secret: "test",
    before: () => undefined,
    valueAt: () => undefined,
    authorityOf: () => undefined,
    now: new Date(),
    make: (maker) => maker(),
  });
  return { key: String(made["key"]), certificate: String(made["crt"]) };
}

const proxyAddress = (user = "") => `http://${user}127.0.0.1:${(proxy.address() as AddressInfo).port}`;

describe("a registry", () => {
  it("on loopback is asked without TLS, and without a proxy", async () => {
    const env = { HTTPS_PROXY: proxyAddress() };
    expect(await reachRegistry(plain.host, env)).toEqual({ host: plain.host, answer: { status: 401 } });
    expect(tunnels).toEqual([]);
  });

  it("that nobody serves is told with the reason", async () => {
    expect(await reachRegistry("127.0.0.1:9", {})).toMatchObject({ answer: { error: "ECONNREFUSED" } });
  });

  it("is reached through the proxy, which may want a password", async () => {
    const by = proxyAddress();
    const answer = await reachRegistry("registry.test", { HTTPS_PROXY: by });
    expect(answer).toEqual({ host: "registry.test", by, answer: { error: "PROXY_407" } });
    expect(tunnels.at(-1)).toBe("registry.test:443");
  });

  it("of an unknown authority is not trusted", async () => {
    const answer = await reachRegistry("registry.test", { https_proxy: proxyAddress("ana:hidden@") });
    expect(answer).toMatchObject({ answer: { error: expect.stringMatching(/CERT/) } });
  });

  it("is trusted by the authorities that NODE_EXTRA_CA_CERTS adds", async () => {
    const module = join(import.meta.dirname, "reach-registry.ts");
    const script = `import(${JSON.stringify(module)}).then(async ({ reachRegistry }) =>
      console.log(JSON.stringify(await reachRegistry("registry.test", process.env))))`;
    const { stdout } = await execa(process.execPath, ["-e", script], {
      env: { HTTPS_PROXY: proxyAddress("ana:hidden@"), NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") },
    });
    expect(JSON.parse(stdout)).toMatchObject({ answer: { status: 200 } });
  });
});

it.each([
  ["registry.example", undefined],
  ["registry.example:5000", undefined],
  ["a.below.example", undefined],
  ["below.example", "http://p"],
  ["other.example", "http://p"],
])("NO_PROXY spares what it names: %s goes through %s", (server, by) => {
  const env = { HTTPS_PROXY: "http://p", NO_PROXY: "registry.example, *.below.example" };
  expect(proxyFor(server, env)).toBe(by);
  expect(proxyFor(server, { ...env, NO_PROXY: "*" })).toBeUndefined();
});
