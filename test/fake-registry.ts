import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What an OCI image index and a manifest are called. */
export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** What somebody asked of the registry. */
export interface RegistryCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** Answers a call in place of the registry; a call that it does not answer goes on to it. */
export type Fault = (call: RegistryCall, response: ServerResponse) => boolean;

/** A registry on loopback that serves what it is told, by the OCI distribution specification 1.1. */
export interface FakeRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly calls: readonly RegistryCall[];
  /** What is in the way of an answer; the first that answers counts. */
  readonly faults: Fault[];
  /** Puts a manifest or index under a tag, and gives its digest. */
  put(repository: string, tag: string, type: string, content: unknown): string;
  /** Puts a blob, and gives its digest. */
  putBlob(content: unknown): string;
  /** Puts an image for these platforms, one without an index, and gives its digest. */
  putImage(repository: string, tag: string, platforms: readonly string[], contents?: string): string;
  close(): Promise<void>;
}

/** The digest of bytes as registries write it. */
export function digestOf(bytes: string | Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Starts a registry that lets everyone read. */
export async function startFakeRegistry(): Promise<FakeRegistry> {
  const manifests = new Map<string, { readonly type: string; readonly body: string }>();
  const blobs = new Map<string, string>();
  const calls: RegistryCall[] = [];
  const faults: Fault[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url: path = "" } = request;
    const call = { method, path, authorization: request.headers.authorization };
    calls.push(call);
    if (faults.some((fault) => fault(call, response))) return;
    const [, repository, kind, name = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
    const manifest = kind === "manifests" ? manifests.get(`${repository}:${name}`) : undefined;
    const body = manifest?.body ?? blobs.get(name);
    if (body === undefined) {
      response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
      return;
    }
    response.writeHead(200, {
      "content-type": manifest?.type ?? "application/octet-stream",
      "content-length": Buffer.byteLength(body),
      "docker-content-digest": digestOf(body),
    });
    response.end(method === "HEAD" ? undefined : body);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const put = (repository: string, tag: string, type: string, content: unknown) => {
    const body = typeof content === "string" ? content : JSON.stringify(content);
    manifests.set(`${repository}:${tag}`, { type, body });
    return digestOf(body);
  };
  const putBlob = (content: unknown) => {
    const body = JSON.stringify(content);
    blobs.set(digestOf(body), body);
    return digestOf(body);
  };
  return {
    host: `127.0.0.1:${port}`,
    calls,
    faults,
    put,
    putBlob,
    putImage: (repository, tag, platforms, contents = "") => {
      const single = platforms.length === 1 ? putBlob(platformOf(platforms[0] ?? "")) : undefined;
      if (single !== undefined) {
        const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest: single, size: 1 };
        const layers: unknown[] = [];
        return put(repository, tag, OCI_MANIFEST, {
          schemaVersion: 2,
          config,
          layers,
          annotations: { contents },
        });
      }
      const entries = platforms.map((name) => ({
        mediaType: OCI_MANIFEST,
        digest: digestOf(`${repository} ${name} ${contents}`),
        size: 1,
        platform: platformOf(name),
      }));
      return put(repository, tag, OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function platformOf(name: string): Record<string, string> {
  const [os = "", architecture = "", variant] = name.split("/");
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}
