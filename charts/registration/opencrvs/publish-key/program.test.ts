import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { PublishKey } from "../settings.ts";
import program, { publishStep } from "./program.ts";

const SETTINGS: PublishKey = {
  namespace: "utopia-civil",
  name: "opencrvs-cert-tls",
  key: "public-key.pem",
  file: "certificate",
  labels: { "country-stack/part": "civil" },
};
const PATH = "/api/v1/namespaces/utopia-civil/configmaps/opencrvs-cert-tls";

describe("the job that publishes the certificate", () => {
  let server: Server;
  let url = "";
  let data: Record<string, string> | undefined;
  let refusals: number[] = [];
  const requests: string[] = [];

  beforeEach(async () => {
    data = undefined;
    refusals = [];
    requests.length = 0;
    server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      request.on("end", () => {
        requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
        const refusal = refusals.shift();
        const isWrite = request.method === "PATCH";
        if (refusal === undefined && isWrite) data = { ...data, ...JSON.parse(text).data };
        const status = refusal ?? (data === undefined ? 404 : 200);
        response.writeHead(request.url?.startsWith(PATH) ? status : 400).end(JSON.stringify({ data }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => void server.close());

  function run(text = "CERTIFICATE") {
    const step = publishStep(SETTINGS, { url, readToken: () => "token\n" }, () => text);
    const lines: string[] = [];
    const options = { stop: new AbortController().signal, tell: (line: string) => void lines.push(line) };
    return runBootstrap([step], { ...options, patience: 2000, pause: 1 }).then((code) => ({ code, lines }));
  }

  test("makes the ConfigMap with its ServiceAccount's token", async () => {
    expect(await run()).toMatchObject({ code: 0 });
    expect(data).toEqual({ "public-key.pem": "CERTIFICATE" });
    expect(requests.every((request) => request.endsWith("Bearer token"))).toBe(true);
  });

  test("writes nothing where it is right, and brings a new certificate to an old one beside what else is there", async () => {
    data = { "public-key.pem": "CERTIFICATE", note: "by hand" };
    await run();
    expect(requests).toHaveLength(1);
    await run("RENEWED");
    expect(data).toEqual({ "public-key.pem": "RENEWED", note: "by hand" });
  });

  test.for([403, 409, 429, 500, 503])("tries again after %i", async (status) => {
    refusals = [status, status];
    expect(await run()).toMatchObject({ code: 0 });
  });

  test("ends where the API server says that the object is wrong", async () => {
    refusals = [404, 422];
    expect(await run()).toMatchObject({ code: 1 });
  });

  test("refuses a configuration of another shape", () => {
    expect(() => program({ namespace: "x" }, () => {}, new AbortController().signal)).toThrow();
  });
});
