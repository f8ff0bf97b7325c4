import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import {
  exampleConfig,
  exampleMembers,
  exampleService,
  HOSPITAL,
  listen,
  openExample,
  type Parsed,
  POLICE,
  ROOM,
  until,
} from "./example-mediator.ts";
import { verifyMessageLog } from "./message-log.ts";

const SPECIFICATION = "/work/shared/spec/information-mediator";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mediator-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a seed", () => {
  const seed = {
    domain: "seed.example",
    instance: "SEEDED",
    members: [
      { name: "Interior", class: "GOV", code: 7003, applications: [{ id: "Registry" }] },
      { name: "Justice", class: "GOV", code: 7020, applications: [{ id: "Police" }] },
    ],
    eventTypes: [{ room: "SEEDED/GOV/7003/Registry", eventType: "newBirth", schema: { type: "object" } }],
    subscriptions: [
      {
        room: "SEEDED/GOV/7003/Registry",
        eventType: "newBirth",
        subscriber: "SEEDED/GOV/7020/Police",
        delivery: "PULL",
      },
    ],
  };

  test("is loaded once into an empty store, and what it brought can be deleted for good", async () => {
    let server = openExample(exampleConfig([], { seed }), folder);
    const type = "/r1/SEEDED/GOV/7003/Registry/api/v1/eventType";
    expect((await server.call("GET", "/api/v1/config")).body).toMatchObject({
      domain: "seed.example",
      instance: "SEEDED",
    });
    expect((await server.call("GET", type, "SEEDED/GOV/7020/Police")).body).toEqual(["newBirth"]);
    const subs = "/r1/SEEDED/GOV/7003/Registry/api/v1/subs";
    expect((await server.call("GET", subs, "SEEDED/GOV/7020/Police")).body[0].delivery).toBe("PULL");
    await server.call("DELETE", `${type}/newBirth`, "SEEDED/GOV/7003/Registry");
    await server.close();
    server = openExample(exampleConfig([], { seed }), folder);
    expect((await server.call("GET", type, "SEEDED/GOV/7020/Police")).status).toBe(204);
    await server.close();
  });

  test.each([
    ["a key that is unknown", { ...seed, event_types: [] }],
    ["a room of another form", { ...seed, eventTypes: [{ room: "Registry", eventType: "x", schema: {} }] }],
    [
      "a room that is not registered",
      { ...seed, eventTypes: [{ room: "SEEDED/GOV/1/X", eventType: "x", schema: {} }] },
    ],
    [
      "a schema that cannot be used",
      { ...seed, eventTypes: [{ ...seed.eventTypes[0], schema: { type: "thing" } }] },
    ],
    ["a subscription to nothing", { ...seed, eventTypes: [] }],
    ["a list", []],
  ])("%s is a TypeError with one sentence", (_, wrong) => {
    const error = (() => {
      try {
        openExample(exampleConfig([], { seed: wrong }));
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).not.toContain("\n");
  });

  test("settings of the wrong shape are a TypeError too", () => {
    expect(() => openExample(exampleConfig([{ name: "n" }]))).toThrow(TypeError);
    expect(() => openExample(exampleConfig([], { settings: { domain: undefined } }))).toThrow(/domain/);
  });
});

describe("a mediator that is killed", () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill("SIGKILL"));

  async function start(
    config: ReferenceConfig,
  ): Promise<{ url: string; kill(): Promise<void>; pid: number }> {
    const serve = new URL("../serve.ts", import.meta.url).href;
    const script = `const { serveReference } = await import(${JSON.stringify(serve)});
      const served = await serveReference(${JSON.stringify(config)}, { host: "127.0.0.1", port: 0, dataFolder: ${JSON.stringify(folder)} });
      process.stdout.write(served.url + "\\n");`;
    // The heap of a pod: with more room the collector waits, and what it has not collected would look like buffering.
    const heap = ["--max-semi-space-size=2", "--max-old-space-size=153"];
    const started = spawn(process.execPath, [...heap, "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = started;
    const url = await new Promise<string>((resolve, reject) => {
      started.stdout.once("data", (data) => resolve(String(data).trim()));
      started.once("exit", () => reject(new Error("it did not start")));
    });
    const kill = (): Promise<void> =>
      new Promise((resolve) => {
        started.once("exit", () => resolve());
        started.kill("SIGKILL");
      });
    return { url, kill, pid: started.pid ?? 0 };
  }

  test("has every event that it acknowledged, a whole log, and delivers what it owed", {
    timeout: 30_000,
  }, async () => {
    const pushed: number[] = [];
    let up = false;
    const subscriber = await listen(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      if (up) pushed.push(JSON.parse(text).sequence);
      response.writeHead(up ? 200 : 500).end();
    });
    const config = exampleConfig(exampleMembers([], [exampleService("events", subscriber.url)]));
    const { url, kill } = await start(config);
    const send = (path: string, client: string, body: object) =>
      fetch(`${url}/r1/${ROOM}${path}`, {
        method: "POST",
        headers: { "X-GovStack-Client": client, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    await send("/api/v1/eventType", HOSPITAL, { eventType: "t", schema: {} });
    await send("/api/v1/subs/t", POLICE, { eventType: "t" });
    const acknowledged: string[] = [];
    const publish = async (n: number): Promise<void> => {
      const answer = await send("/pub/v1/t", HOSPITAL, { eventType: "t", event: { n } });
      if (answer.status === 201) acknowledged.push(((await answer.json()) as Parsed).id);
    };
    const storm = Array.from({ length: 200 }, (_, n) => publish(n).catch(() => undefined));
    await until(() => acknowledged.length >= 20);
    await kill();
    await Promise.all(storm);
    expect(verifyMessageLog(join(folder, "information-mediator.sqlite")).ok).toBe(true);
    up = true;
    const again = openExample(config, folder);
    for (const id of acknowledged)
      expect((await again.call("GET", `/r1/${ROOM}/pub/v1/t/${id}`, HOSPITAL)).status).toBe(200);
    await until(() => new Set(pushed).size >= acknowledged.length);
    await until(async () => (await again.call("GET", `/r1/${ROOM}/pull/v1/t`, POLICE)).status === 404);
    await again.close();
    expect(verifyMessageLog(join(folder, "information-mediator.sqlite")).ok).toBe(true);
    await subscriber.close();
  });

  test.skipIf(!existsSync("/proc/self/statm"))(
    "keeps its memory flat while 200 MB pass",
    { timeout: 60_000 },
    async () => {
      const application = await listen((request, response) => {
        request.pipe(response);
      });
      const service = exampleService("s", application.url, [HOSPITAL]);
      const { url, pid, kill } = await start(exampleConfig(exampleMembers([service])));
      const residentMb = (): number =>
        (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096) / 2 ** 20;
      const before = residentMb();
      let peak = 0;
      const timer = setInterval(() => {
        peak = Math.max(peak, residentMb());
      }, 10);
      const received = await new Promise<number>((resolve, reject) => {
        const request = requestHttp(`${url}/r1/${ROOM}/s/x`, {
          method: "POST",
          headers: { "X-GovStack-Client": HOSPITAL },
        });
        request.on("error", reject);
        request.on("response", (answer) => {
          let bytes = 0;
          answer.on("data", (chunk: Buffer) => {
            bytes += chunk.byteLength;
          });
          answer.on("end", () => resolve(bytes));
        });
        const part = Buffer.alloc(1 << 20);
        let sent = 0;
        const more = (): void => {
          while (sent < 200) {
            sent += 1;
            if (!request.write(part)) {
              request.once("drain", more);
              return;
            }
          }
          request.end();
        };
        more();
      });
      clearInterval(timer);
      expect(received).toBe(200 << 20);
      expect(peak - before).toBeLessThan(120);
      await kill();
      await application.close();
    },
  );
});

describe.skipIf(!existsSync(SPECIFICATION))("the specification's operations", () => {
  test("are all served, under their paths and with their statuses", async () => {
    const server = openExample(exampleConfig([]));
    const served = (await server.call("GET", "/openapi.json")).body.paths;
    const files = readdirSync(SPECIFICATION).filter((name) => name.endsWith("_API.yaml"));
    let count = 0;
    for (const file of files) {
      const document: Parsed = parse(readFileSync(join(SPECIFICATION, file), "utf8"));
      for (const [path, item] of Object.entries<Parsed>(document.paths)) {
        for (const method of Object.keys(item).filter((key) => key !== "parameters")) {
          const ours = served[path]?.[method];
          expect(ours?.operationId, `${method} ${path}`).toBe(item[method].operationId);
          const listed = Object.keys(item[method].responses).filter((status) => status !== "500");
          expect(Object.keys(ours.responses)).toEqual(expect.arrayContaining(listed));
          count += 1;
        }
      }
    }
    expect(count).toBe(26);
    await server.close();
  });
});
