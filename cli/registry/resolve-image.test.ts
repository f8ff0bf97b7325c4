import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  digestOf,
  type FakeRegistry,
  OCI_INDEX,
  OCI_MANIFEST,
  type RegistryCall,
  startFakeRegistry,
} from "../../test/fake-registry.ts";
import type { Credentials } from "./credentials.ts";
import { RegistryFailure, type RegistryReason } from "./failure.ts";
import { resolveImage } from "./resolve-image.ts";

const USER = { user: "ministry", secret: "a-password" };
const BASIC = `Basic ${Buffer.from("ministry:a-password").toString("base64")}`;

let registry: FakeRegistry;
let waits: number[];

beforeEach(async () => {
  registry = await startFakeRegistry();
  waits = [];
});
afterEach(() => registry.close());

function lookupAs(user?: Credentials, plain: readonly string[] = [registry.host]) {
  return {
    signal: new AbortController().signal,
    wait: async (ms: number) => void waits.push(ms),
    mayBePlain: (host: string) => plain.includes(host),
    credentialsFor: async () => user,
  };
}

const resolve = (image = "tool:1", user?: Credentials) =>
  resolveImage(`${registry.host}/${image}`, undefined, lookupAs(user));

/** Why an image cannot be resolved. */
async function refusal(work: Promise<unknown>): Promise<RegistryReason | string> {
  try {
    await work;
    return "resolved";
  } catch (error) {
    if (error instanceof RegistryFailure) return error.reason;
    throw error;
  }
}

/** Answers the first calls with a status, and what is behind it. */
function first(count: number, status: number, headers: Record<string, string> = {}) {
  let left = count;
  registry.faults.push((_, response) => {
    if (left-- <= 0) return false;
    response.writeHead(status, headers).end("later");
    return true;
  });
}

/** Asks for a token of the service at `/token`, which gives it to whom `allows` lets. */
function askForToken(allows: (authorization: string | undefined) => boolean) {
  registry.faults.push((call: RegistryCall, response: ServerResponse) => {
    if (call.path.startsWith("/token")) {
      if (allows(call.authorization)) response.end('{"token":"t-1"}');
      else response.writeHead(401).end();
      return true;
    }
    if (call.authorization === "Bearer t-1") return false;
    const realm = `http://${registry.host}/token?account=x`;
    const params = `realm="${realm}",service="a, service",scope="repository:tool:pull",error="invalid_token"`;
    response.writeHead(401, { "www-authenticate": `Bearer ${params}` }).end();
    return true;
  });
}

describe("a tag", () => {
  test("of an index is the digest of the index and those of its platforms, without attestations", async () => {
    const armDigest = digestOf("arm");
    const digest = registry.put("tool", "1", OCI_INDEX, {
      schemaVersion: 2,
      manifests: [
        { digest: digestOf("amd"), platform: { os: "linux", architecture: "amd64" } },
        { digest: armDigest, platform: { os: "linux", architecture: "arm64", variant: "v8" } },
        { digest: digestOf("att"), platform: { os: "unknown", architecture: "unknown" } },
        { digest: "sha256:short", platform: { os: "linux", architecture: "s390x" } },
        null,
      ],
    });
    const from = `${registry.host}/tool:1`;
    const platforms = { "linux/amd64": digestOf("amd"), "linux/arm64/v8": armDigest };
    expect(await resolve()).toEqual({ digest, from, platforms });
    expect(registry.calls.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("of one manifest is that manifest, for the platform in its configuration", async () => {
    const digest = registry.putImage("deep/tool", "1", ["linux/amd64"]);
    expect(await resolve("deep/tool:1")).toMatchObject({ digest, platforms: { "linux/amd64": digest } });
    expect(registry.calls.map(({ path }) => path.replace(/sha256:.*/, "CONFIG"))).toEqual([
      "/v2/deep/tool/manifests/1",
      "/v2/deep/tool/blobs/CONFIG",
    ]);
  });

  test("is asked for in the four media types", async () => {
    registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    let accept: string | undefined;
    registry.faults.push((_, response) => {
      accept = response.req.headers.accept;
      return false;
    });
    await resolve();
    expect(accept?.split(", ")).toEqual([
      OCI_INDEX,
      "application/vnd.docker.distribution.manifest.list.v2+json",
      OCI_MANIFEST,
      "application/vnd.docker.distribution.manifest.v2+json",
    ]);
  });

  test("that is still what the lock says is not fetched again", async () => {
    registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    const known = await resolve();
    const again = () => resolveImage(known.from, known, lookupAs());
    expect(await again()).toBe(known);
    const digest = registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"], "corrected");
    expect(await again()).toMatchObject({ digest });
    expect(registry.calls.map(({ method }) => method)).toEqual(["GET", "HEAD", "HEAD", "GET"]);
  });

  test("is fetched where the registry does not know HEAD", async () => {
    const digest = registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    const known = await resolve();
    registry.faults.push(({ method }, response) => {
      if (method === "HEAD") response.writeHead(405).end();
      return method === "HEAD";
    });
    expect(await resolveImage(known.from, known, lookupAs())).toMatchObject({ digest });
  });

  test("that is not there is so", async () => {
    expect(await refusal(resolve())).toEqual({ kind: "not-found", host: registry.host });
  });
});

describe("bytes that do not hold", () => {
  test("a digest other than that of what came", async () => {
    registry.faults.push((_, response) => {
      const said = digestOf("something else");
      response.writeHead(200, { "content-type": OCI_INDEX, "docker-content-digest": said });
      response.end('{"schemaVersion":2,"manifests":[]}');
      return true;
    });
    const is = digestOf('{"schemaVersion":2,"manifests":[]}');
    const host = registry.host;
    expect(await refusal(resolve())).toEqual({
      kind: "wrong-digest",
      host,
      said: digestOf("something else"),
      is,
    });
  });

  test("a configuration other than the one that the manifest names", async () => {
    const config = { digest: digestOf("configuration") };
    registry.put("tool", "1", OCI_MANIFEST, { schemaVersion: 2, config, layers: [] });
    registry.faults.push(({ path }, response) => {
      if (path.includes("/blobs/")) response.end("other");
      return path.includes("/blobs/");
    });
    expect(await refusal(resolve())).toMatchObject({ kind: "wrong-digest", is: digestOf("other") });
  });

  test.each([
    ["a page of HTML", "text/html", "<html>"],
    [
      "version 1",
      "application/vnd.docker.distribution.manifest.v1+json",
      '{"schemaVersion":1,"fsLayers":[]}',
    ],
    ["nothing", OCI_MANIFEST, "null"],
    ["a manifest without configuration", OCI_MANIFEST, '{"schemaVersion":2}'],
  ])("%s in place of a manifest", async (_, type, body) => {
    registry.put("tool", "1", type, body);
    expect(await refusal(resolve())).toEqual({ kind: "not-a-manifest", host: registry.host, found: type });
  });

  test("more of them than a manifest has", async () => {
    registry.put("tool", "1", OCI_INDEX, "x".repeat(5 * 2 ** 20));
    expect(await refusal(resolve())).toMatchObject({ kind: "too-large", limit: 4 * 2 ** 20 });
  });
});

describe("who may read", () => {
  test("nobody's token is enough for what everybody may", async () => {
    const digest = registry.putImage("tool", "1", ["linux/amd64"]);
    askForToken((authorization) => authorization === undefined);
    expect(await resolve()).toMatchObject({ digest });
    const token = registry.calls.find(({ path }) => path.startsWith("/token"));
    expect(token?.path).toBe("/token?account=x&service=a%2C+service&scope=repository%3Atool%3Apull");
    // The one token serves for the configuration too.
    expect(registry.calls.filter(({ path }) => path.startsWith("/token"))).toHaveLength(1);
  });

  test("a user's name and password go to the token service, and only the token to the registry", async () => {
    registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    askForToken((authorization) => authorization === BASIC);
    await resolve("tool:1", USER);
    expect(registry.calls.map(({ authorization }) => authorization)).toEqual([
      undefined,
      BASIC,
      "Bearer t-1",
    ]);
  });

  test("a token service that refuses is told from one that nobody signed in to", async () => {
    askForToken(() => false);
    const denied = { kind: "denied", host: registry.host, status: 401 };
    expect(await refusal(resolve())).toEqual({ ...denied, signedIn: false });
    expect(await refusal(resolve("tool:1", USER))).toEqual({ ...denied, signedIn: true });
  });

  test("a registry that asks for the password itself gets it, where there is one", async () => {
    registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    registry.faults.push(({ authorization }, response) => {
      if (authorization === BASIC) return false;
      response.writeHead(401, { "www-authenticate": 'Basic realm="it"' }).end();
      return true;
    });
    expect(await refusal(resolve())).toMatchObject({ kind: "denied", signedIn: false });
    expect(await refusal(resolve("tool:1", USER))).toBe("resolved");
  });

  test("what authorizes does not follow a redirect to another host", async () => {
    const other = await startFakeRegistry();
    const config = other.putBlob({ os: "linux", architecture: "amd64" });
    registry.put("tool", "1", OCI_MANIFEST, { schemaVersion: 2, config: { digest: config }, layers: [] });
    askForToken(() => true);
    registry.faults.push(({ path }, response) => {
      const blob = /\/blobs\/.*/.exec(path)?.[0];
      if (blob === undefined) return false;
      response.writeHead(307, { location: `http://${other.host}/v2/store${blob}` }).end();
      return true;
    });
    const lookup = lookupAs(USER, [registry.host, other.host]);
    await resolveImage(`${registry.host}/tool:1`, undefined, lookup);
    expect(registry.calls.at(-1)?.authorization).toBe("Bearer t-1");
    expect(other.calls.map(({ authorization }) => authorization)).toEqual([undefined]);
    // Nor is another host spoken to without TLS because the first one may.
    const strict = lookupAs(USER, [registry.host]);
    const reason = await refusal(resolveImage(`${registry.host}/tool:1`, undefined, strict));
    expect(reason).toEqual({ kind: "plain", host: other.host });
    await other.close();
  });

  test("a password does not go to a token service without TLS", async () => {
    registry.faults.push((_, response) => {
      response.writeHead(401, { "www-authenticate": 'Bearer realm="http://tokens.example/"' }).end();
      return true;
    });
    expect(await refusal(resolve("tool:1", USER))).toEqual({ kind: "plain", host: "tokens.example" });
  });

  test("redirects without an end have one", async () => {
    registry.faults.push(({ path }, response) => {
      response.writeHead(302, { location: path }).end();
      return true;
    });
    expect(await refusal(resolve())).toEqual({ kind: "redirect", host: registry.host });
    expect(registry.calls).toHaveLength(6);
  });
});

describe("a registry in trouble", () => {
  test("is asked again when it says, and else more and more slowly", async () => {
    registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    first(1, 429, { "retry-after": "7" });
    first(2, 503);
    expect(await refusal(resolve())).toBe("resolved");
    expect(waits).toEqual([7000, 1000, 2000]);
  });

  test("may say it with a date, also one that is over", async () => {
    registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    first(1, 429, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" });
    expect(await refusal(resolve())).toBe("resolved");
    expect(waits).toEqual([0]);
  });

  test("is not waited for where it wants an hour", async () => {
    first(9, 429, { "retry-after": "3600" });
    expect(await refusal(resolve())).toEqual({ kind: "too-many", host: registry.host, seconds: 3600 });
    expect(registry.calls).toHaveLength(1);
  });

  test("is given up after four attempts", async () => {
    first(9, 502);
    expect(await refusal(resolve())).toEqual({ kind: "status", host: registry.host, status: 502 });
    expect(registry.calls).toHaveLength(4);
  });

  test("that cuts the connection in the middle of an answer is asked again", async () => {
    registry.putImage("tool", "1", ["linux/amd64", "linux/arm64"]);
    let cuts = 2;
    registry.faults.push((_, response) => {
      if (cuts-- <= 0) return false;
      response.writeHead(200, { "content-length": 100 });
      response.write("{", () => response.destroy());
      return true;
    });
    expect(await refusal(resolve())).toBe("resolved");
    expect(waits).toEqual([500, 1000]);
  });

  test("that nobody reaches is named with the reason", async () => {
    const { host } = registry;
    await registry.close();
    expect(await refusal(resolve())).toEqual({ kind: "unreachable", host, detail: "ECONNREFUSED" });
    expect(waits).toHaveLength(3);
  });

  test("is left alone at once when the person interrupts", async () => {
    const controller = new AbortController();
    registry.faults.push(() => {
      controller.abort(new Error("interrupted"));
      return true;
    });
    const lookup = { ...lookupAs(), signal: controller.signal };
    await expect(resolveImage(`${registry.host}/tool:1`, undefined, lookup)).rejects.toThrow("interrupted");
    expect(registry.calls).toHaveLength(1);
  });
});

test("without --plain-http a registry is spoken to with TLS only", async () => {
  const reason = await refusal(resolveImage(`${registry.host}/tool:1`, undefined, lookupAs(USER, [])));
  expect(reason).toMatchObject({ kind: "unreachable", host: registry.host });
  expect(registry.calls).toEqual([]);
});
