import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runBootstrap } from "../../../run-bootstrap.ts";
import { FULL_TOPICS, TOPICS } from "../topics.ts";
import awaitTopics from "./await-program.ts";
import { type FakeBroker, startFakeBroker } from "./fake-broker.ts";
import createTopics, { topicStep } from "./program.ts";

let broker: FakeBroker;
beforeEach(async () => {
  broker = await startFakeBroker();
});
afterEach(() => broker.close());

const settings = () => ({
  broker: { host: broker.host, port: broker.port },
  topics: [...TOPICS],
  partitions: 3,
});
const never = () => new AbortController().signal;

async function run(stop = never(), patience = 5000) {
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const code = await runBootstrap([topicStep(settings())], { stop, tell, patience, pause: 1 });
  return { code, lines };
}

describe("the job that makes topics", () => {
  test("makes all of them, and none a second time", async () => {
    expect(await createTopics(settings(), () => {}, never())).toBe(0);
    expect([...broker.topics.keys()].sort()).toEqual([...TOPICS].sort());
    expect(new Set(broker.topics.values())).toEqual(new Set([3]));
    expect(await createTopics(settings(), () => {}, never())).toBe(0);
    expect(broker.requests.filter((request) => request === "CREATE")).toHaveLength(1);
  });

  test("leaves a topic that is there as it is", async () => {
    broker.topics.set("topic-transfer-position", 12);
    expect((await run()).code).toBe(0);
    expect(broker.topics.get("topic-transfer-position")).toBe(12);
    expect(broker.topics.size).toBe(TOPICS.length);
  });

  test.for(["cut", "cut-after", "not-controller", "no-leader"] as const)(
    "ends the same when any one request meets %s",
    async (trouble) => {
      for (let at = 0; at < 4; at++) {
        broker.topics.clear();
        // Up to the request that meets it, all goes well.
        broker.trouble.push(...(Array.from({ length: at }) as never[]), trouble);
        expect((await run()).code, `request ${at}`).toBe(0);
        expect([...broker.topics.keys()].sort(), `request ${at}`).toEqual([...TOPICS].sort());
        broker.trouble.length = 0;
      }
    },
  );

  test("waits for a broker that is not there yet, and says so", async () => {
    const { port } = broker;
    await broker.close();
    const stop = new AbortController();
    const lines: string[] = [];
    const running = runBootstrap([topicStep({ ...settings(), broker: { host: "127.0.0.1", port } })], {
      stop: stop.signal,
      tell: (line) => {
        lines.push(line);
        if (line.includes("is not there")) stop.abort();
      },
    });
    expect(await running).toBe(130);
    broker = await startFakeBroker();
  });

  test("is told that something else listens there", async () => {
    const other = createServer((socket) =>
      socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    );
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const step = topicStep({ ...settings(), broker: { host: "127.0.0.1", port } });
    await expect(step.isDone(never())).rejects.toThrow("speaks something else than Kafka's protocol");
    other.close();
  });

  test("refuses a configuration of another shape", () => {
    expect(() => createTopics({ ...settings(), partitions: 0 }, () => {}, never())).toThrow();
    expect(() => createTopics({ ...settings(), topics: ["a topic"] }, () => {}, never())).toThrow();
  });
});

describe("the init container that waits", () => {
  test("ends when the topics are there", async () => {
    const lines: string[] = [];
    const wanted = { broker: settings().broker, topics: ["topic-transfer-get"], healthy: [] };
    const waiting = awaitTopics(wanted, (line) => void lines.push(line), never());
    await expect.poll(() => lines.some((line) => line.startsWith("waiting"))).toBe(true);
    broker.topics.set("topic-transfer-get", 1);
    expect(await waiting).toBe(0);
  });

  test("ends when others are healthy, and stops when it is told to", async () => {
    const { createServer: createHttpServer } = await import("node:http");
    let status = 502;
    const other = createHttpServer((_, response) => response.writeHead(status).end("{}"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/health`;
    const lines: string[] = [];
    const waiting = awaitTopics({ healthy: [url] }, (line) => void lines.push(line), never());
    await expect.poll(() => lines.some((line) => line.startsWith("waiting"))).toBe(true);
    status = 200;
    expect(await waiting).toBe(0);
    status = 502;
    const stop = new AbortController();
    const stopped = awaitTopics({ healthy: [url] }, () => stop.abort(), stop.signal);
    expect(await stopped).toBe(130);
    other.close();
  });
});

test("the full chart's topics are the core's and more, each once", () => {
  expect(new Set(FULL_TOPICS).size).toBe(FULL_TOPICS.length);
  expect(FULL_TOPICS.length).toBe(24);
});
