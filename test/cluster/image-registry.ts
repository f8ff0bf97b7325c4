import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry of images on loopback that takes what is pushed, checks its digests, and forgets all but the names. */
export interface ImageRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** What was pushed: `NAME:TAG`. */
  readonly images: readonly string[];
  close(): void;
}

/** Starts a registry: as much of the OCI distribution specification 1.1 as a push needs. */
export async function startRegistry(): Promise<ImageRegistry> {
  const images: string[] = [];
  const uploads = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://registry");
    const digest = await digestOf(request);
    const [, name, kind, id] =
      /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs)\/(.*)$/.exec(url.pathname) ?? [];
    const place = `/v2/${name}/blobs/uploads/one-${uploads.size}`;
    if (request.method === "POST") response.writeHead(202, { Location: place });
    else if (request.method === "PATCH") {
      uploads.set(url.pathname, digest);
      response.writeHead(202, { Location: url.pathname, Range: "0-0" });
    } else if (request.method === "PUT" && kind === "manifests") {
      images.push(`${name}:${id}`);
      response.writeHead(201, { "Docker-Content-Digest": digest });
    } else if (request.method === "PUT") {
      const isWhole = uploads.get(url.pathname) === url.searchParams.get("digest");
      response.writeHead(isWhole ? 201 : 400);
    } else response.writeHead(url.pathname === "/v2/" ? 200 : 404);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, images, close: () => server.close() };
}

async function digestOf(request: IncomingMessage): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of request) hash.update(chunk);
  return `sha256:${hash.digest("hex")}`;
}
