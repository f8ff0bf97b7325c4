import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { EngineRefusal } from "../engine.ts";
import { ByteReader } from "./byte-reader.ts";
import { type BucketChoice, keyOf, StoreError, sendToBucket, textsOf } from "./s3-client.ts";
import type { SigningKeys } from "./sign-request.ts";
import type { BackupTarget, TargetFile } from "./target.ts";

/** A store takes no more parts for one object. */
const PARTS = 10_000;
/** Bytes of a part, of which one at a time is in memory: a backup may have 320 GB. */
const PART_SIZE = 32 * 1024 * 1024;
/** When an upload counts as left by a run that died. */
const ABANDONED_MS = 24 * 3_600_000;

/** `s3://BUCKET/PREFIX?region=...&endpoint=...` with the keys of the environment. */
export function parseBucket(url: string, env: NodeJS.ProcessEnv): BucketChoice {
  const { hostname: bucket, pathname, searchParams, username, password } = new URL(url);
  if (`${username}${password}` !== "") {
    throw new EngineRefusal(
      "keys to a bucket stand in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, not in a URL, which others can see",
    );
  }
  if (bucket === "") throw new EngineRefusal("an S3 place is written s3://BUCKET/PREFIX");
  const endpoint = endpointOf(searchParams);
  return {
    bucket,
    prefix: decodeURIComponent(pathname).replace(/^\/+|\/+$/g, ""),
    region: searchParams.get("region") ?? env["AWS_REGION"] ?? "us-east-1",
    ...(endpoint === undefined ? {} : { endpoint }),
    keys: keysOf(env),
  };
}

/** As Pulumi reads it for the state: a host without a scheme, and apart whether it speaks plain HTTP. */
function endpointOf(query: URLSearchParams): string | undefined {
  const endpoint = query.get("endpoint") ?? undefined;
  if (endpoint === undefined || /^https?:/.test(endpoint)) return endpoint;
  return `${query.get("disableSSL") === "true" ? "http" : "https"}://${endpoint}`;
}

function keysOf(env: NodeJS.ProcessEnv): SigningKeys {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"] ?? "";
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"] ?? "";
  const sessionToken = env["AWS_SESSION_TOKEN"] ?? "";
  if (accessKeyId !== "" && secretAccessKey !== "")
    return { accessKeyId, secretAccessKey, ...(sessionToken === "" ? {} : { sessionToken }) };
  throw new EngineRefusal("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to hold the keys to the bucket");
}

/** A bucket, or a prefix of it. An object is there when its upload was completed, and never before. */
export function s3Target(choice: BucketChoice, partSize: number = PART_SIZE): BackupTarget {
  return {
    shown: `s3://${keyOf({ prefix: choice.bucket }, choice.prefix)}`.replace(/\/$/, ""),
    list: () => listObjects(choice),
    leftovers: () => listUploads(choice),
    write: (name, content) => upload(choice, name, content, partSize),
    read: (name, limit) => download(choice, name, limit, partSize),
    remove: async (name) => void (await sendToBucket(choice, { method: "DELETE", name })),
    removeLeftover: async (leftover) => {
      const [uploadId = "", ...name] = leftover.split(" ");
      await sendToBucket(choice, { method: "DELETE", name: name.join(" "), query: { uploadId } });
    },
  };
}

async function listObjects(choice: BucketChoice): Promise<TargetFile[]> {
  const found: TargetFile[] = [];
  const prefix = keyOf(choice, "");
  for (let token: string | undefined = ""; token !== undefined; ) {
    const more: Record<string, string> = token === "" ? {} : { "continuation-token": token };
    const query: Record<string, string> = { "list-type": "2", prefix, ...more };
    const xml = await (await sendToBucket(choice, { method: "GET", query })).text();
    const sizes = textsOf(xml, "Size");
    for (const [index, key] of textsOf(xml, "Key").entries())
      found.push({ name: key.slice(prefix.length), size: Number(sizes[index]) });
    token = textsOf(xml, "IsTruncated")[0] === "true" ? textsOf(xml, "NextContinuationToken")[0] : undefined;
  }
  return found.filter(({ name }) => !name.includes("/"));
}

/** `UPLOAD NAME` of each upload that nobody goes on with. A store that does not list uploads has none to tell. */
async function listUploads(choice: BucketChoice): Promise<string[]> {
  const prefix = keyOf(choice, "");
  const asked = sendToBucket(choice, { method: "GET", query: { uploads: "", prefix } });
  const xml = await asked.then((answer) => answer.text()).catch(() => "");
  return xml
    .split("<Upload>")
    .slice(1)
    .filter((upload) => Date.now() - Date.parse(textsOf(upload, "Initiated")[0] ?? "") > ABANDONED_MS)
    .map((upload) => [textsOf(upload, "UploadId")[0], textsOf(upload, "Key")[0]?.slice(prefix.length)])
    .filter(([id, name]) => id !== undefined && name !== undefined && !name.includes("/"))
    .map(([id, name]) => `${id} ${name}`);
}

async function upload(
  choice: BucketChoice,
  name: string,
  content: AsyncIterable<Uint8Array>,
  partSize: number,
): Promise<void> {
  const begun = await sendToBucket(choice, { method: "POST", name, query: { uploads: "" } });
  const [uploadId = ""] = textsOf(await begun.text(), "UploadId");
  if (uploadId === "") throw new StoreError("the store began no upload");
  try {
    const tags = await uploadParts(choice, name, uploadId, new ByteReader(content), partSize);
    const parts = tags.map(
      (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
    );
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
    const done = await sendToBucket(choice, { method: "POST", name, query: { uploadId }, body });
    // A store may say 200 before it knows.
    const answer = await done.text();
    if (/<Error>/.test(answer))
      throw new StoreError(`the store refused it: ${textsOf(answer, "Message")[0]}`);
  } catch (error) {
    await sendToBucket(choice, { method: "DELETE", name, query: { uploadId } }).catch(() => undefined);
    throw error;
  }
}

async function uploadParts(
  choice: BucketChoice,
  name: string,
  uploadId: string,
  reader: ByteReader,
  partSize: number,
): Promise<string[]> {
  const tags: string[] = [];
  for (;;) {
    const body = await reader.read(partSize);
    if (body.byteLength === 0 && tags.length > 0) return tags;
    if (tags.length === PARTS) throw new StoreError("the backup is larger than an object of a bucket can be");
    const query = { partNumber: String(tags.length + 1), uploadId };
    const answer = await sendToBucket(choice, { method: "PUT", name, query, body });
    await answer.body?.cancel();
    const tag = answer.headers.get("etag");
    if (tag === null) throw new StoreError("the store gave no tag for a part");
    tags.push(tag);
    if (body.byteLength < partSize) return tags;
  }
}

/** A large object is read in ranges, so that a cut connection costs one of them. */
async function* download(
  choice: BucketChoice,
  name: string,
  limit: number | undefined,
  partSize: number,
): AsyncGenerator<Uint8Array> {
  if (limit !== undefined) {
    yield* read(choice, name, 0, limit - 1);
    return;
  }
  const size = (await listObjects(choice)).find((file) => file.name === name)?.size;
  if (size === undefined) throw new StoreError(`there is no ${name} in the bucket`);
  for (let from = 0; from < size; from += partSize)
    yield* read(choice, name, from, Math.min(size, from + partSize) - 1);
}

async function* read(
  choice: BucketChoice,
  name: string,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  const headers = { range: `bytes=${from}-${to}` };
  const answer = await sendToBucket(choice, { method: "GET", name, headers });
  if (answer.body !== null) yield* Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
}
