import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EngineRefusal } from "../engine.ts";
import { parseBucket, s3Target } from "./s3-target.ts";
import { signRequest } from "./sign-request.ts";

const ENV = { AWS_ACCESS_KEY_ID: "who", AWS_SECRET_ACCESS_KEY: "a secret key" };
const REGION = "lab-1";
const PART = 64 * 1024;

/** What the store holds and has seen: objects and uploads by key, and how often it shall be busy first. */
const objects = new Map<string, Buffer>();
const uploads = new Map<string, { key: string; parts: Map<number, Buffer>; initiated: string }>();
let busy = 0;
let server: Server;
let endpoint: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    void answer(request).then(({ status, body = "", headers = {} }) =>
      response.writeHead(status, headers).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  objects.clear();
  uploads.clear();
  busy = 0;
});

interface StoreAnswer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

async function answer(request: IncomingMessage): Promise<StoreAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (busy-- > 0) return { status: 503 };
  const url = new URL(request.url ?? "", `http://${endpoint}`);
  if (!isSigned(request, url, body)) {
    return { status: 403, body: "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>" };
  }
  const key = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/, "");
  const query = url.searchParams;
  if (key === "") return query.has("uploads") ? listUploads() : listObjects(query);
  if (request.method === "POST" && query.has("uploads")) return begin(key);
  const upload = uploads.get(query.get("uploadId") ?? "");
  if (upload !== undefined) return goOn(request, query, upload, body);
  if (request.method === "DELETE") return { status: objects.delete(key) ? 204 : 404 };
  const object = objects.get(key);
  if (object === undefined) return { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" };
  const [, from = "0", to = "0"] = /bytes=(\d+)-(\d+)/.exec(String(request.headers["range"])) ?? [];
  return { status: 206, body: object.subarray(Number(from), Number(to) + 1) };
}

function isSigned(request: IncomingMessage, url: URL, body: Buffer): boolean {
  const { authorization = "", range } = request.headers;
  const date = String(request.headers["x-amz-date"]);
  const now = new Date(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));
  const keys = { accessKeyId: "who", secretAccessKey: "a secret key" };
  const headers = range === undefined ? {} : { range };
  const unsigned = { method: request.method ?? "", url, headers, ...(body.byteLength === 0 ? {} : { body }) };
  return signRequest(unsigned, keys, REGION, now)["authorization"] === authorization;
}

function listObjects(query: URLSearchParams): StoreAnswer {
  const all = [...objects].filter(([key]) => key.startsWith(query.get("prefix") ?? ""));
  const from = Number(query.get("continuation-token") ?? "0");
  const page = all.slice(from, from + 2);
  const more = from + 2 < all.length;
  const contents = page.map(
    ([key, value]) =>
      `<Contents><Key>${key.replaceAll("&", "&amp;")}</Key><Size>${value.byteLength}</Size></Contents>`,
  );
  const next = more ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : "";
  return { status: 200, body: `<List><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</List>` };
}

function listUploads(): StoreAnswer {
  const all = [...uploads].map(
    ([id, { key, initiated }]) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`,
  );
  return { status: 200, body: `<List>${all.join("")}</List>` };
}

function begin(key: string): StoreAnswer {
  const id = `upload-${uploads.size}`;
  uploads.set(id, { key, parts: new Map(), initiated: new Date().toISOString() });
  return { status: 200, body: `<Result><UploadId>${id}</UploadId></Result>` };
}

function goOn(
  request: IncomingMessage,
  query: URLSearchParams,
  upload: { key: string; parts: Map<number, Buffer> },
  body: Buffer,
): StoreAnswer {
  const id = query.get("uploadId") ?? "";
  if (request.method === "DELETE") return { status: uploads.delete(id) ? 204 : 404 };
  if (request.method === "PUT") {
    upload.parts.set(Number(query.get("partNumber")), body);
    return { status: 200, headers: { etag: `"${query.get("partNumber")}"` } };
  }
  const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number));
  objects.set(
    upload.key,
    Buffer.concat(numbers.map((number) => upload.parts.get(number) ?? Buffer.alloc(0))),
  );
  uploads.delete(id);
  return { status: 200, body: "<Result/>" };
}

function openStore(env: NodeJS.ProcessEnv = ENV) {
  const url = `s3://bucket/nightly/a b?endpoint=${endpoint}&disableSSL=true&region=${REGION}`;
  return s3Target(parseBucket(url, env), PART);
}

async function* pieces(size: number, piece = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; at += piece) yield Buffer.alloc(Math.min(piece, size - at), at / piece);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("a bucket for backups", () => {
  it("gives back what was written, in as many parts as it takes", async () => {
    const store = openStore();
    const size = 3 * PART + 5;
    await store.write("one.backup", pieces(size));
    expect(await store.list()).toEqual([{ name: "one.backup", size }]);
    expect([...objects.keys()]).toEqual(["nightly/a b/one.backup"]);
    const same = (await collect(store.read("one.backup"))).equals(await collect(pieces(size)));
    expect(same).toBe(true);
    expect((await collect(store.read("one.backup", 100))).byteLength).toBe(100);
  });

  it("holds an empty file too, and lists page by page what is its own", async () => {
    const store = openStore();
    for (const name of ["a", "b&c", "d", "e", "f"]) await store.write(name, pieces(name === "a" ? 0 : 3));
    objects.set("nightly/a b/deeper/x", Buffer.from("x"));
    objects.set("other/x", Buffer.from("x"));
    expect((await store.list()).map(({ name, size }) => [name, size])).toEqual([
      ["a", 0],
      ["b&c", 3],
      ["d", 3],
      ["e", 3],
      ["f", 3],
    ]);
    await store.remove("b&c");
    expect(await store.list()).toHaveLength(4);
  });

  it("has no part of a file whose writing failed", async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(2 * PART);
      throw new Error("the part's pod went away");
    }
    await expect(openStore().write("one.backup", failing())).rejects.toThrow("the part's pod went away");
    expect([objects.size, uploads.size]).toEqual([0, 0]);
  });

  it("tells of uploads that a dead run left a day ago, and removes them", async () => {
    const initiated = new Date(Date.now() - 30 * 3_600_000).toISOString();
    uploads.set("old", { key: "nightly/a b/old.backup", parts: new Map(), initiated });
    uploads.set("new", {
      key: "nightly/a b/new.backup",
      parts: new Map(),
      initiated: new Date().toISOString(),
    });
    const store = openStore();
    expect(await store.leftovers()).toEqual(["old old.backup"]);
    await store.removeLeftover("old old.backup");
    expect([...uploads.keys()]).toEqual(["new"]);
  });

  it("is asked again while it is busy", async () => {
    busy = 2;
    expect(await openStore().list()).toEqual([]);
  });

  it("says why it refuses, and never with the key", async () => {
    const wrong = openStore({ ...ENV, AWS_SECRET_ACCESS_KEY: "another key" });
    const error = await wrong.list().then(String, String);
    expect(error).toContain("answers HTTP 403 (SignatureDoesNotMatch: no)");
    expect(error).not.toContain("another key");
    await expect(collect(openStore().read("nothing"))).rejects.toThrow("there is no nothing in the bucket");
  });

  it("is not opened without keys, nor with keys in its URL", () => {
    expect(() => parseBucket("s3://bucket", {})).toThrow(EngineRefusal);
    expect(() => parseBucket("s3://who:secret@bucket", ENV)).toThrow(/not in a URL/);
    expect(parseBucket("s3://bucket", ENV)).toMatchObject({
      bucket: "bucket",
      prefix: "",
      region: "us-east-1",
    });
    expect(parseBucket("s3://bucket/a/?endpoint=https://store.example", ENV)).toMatchObject({
      prefix: "a",
      endpoint: "https://store.example",
    });
  });
});
