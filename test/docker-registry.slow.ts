import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OWN_IMAGE } from "../charts/own-image.ts";
import { type DebianRegistry, installDebianRegistry, startDebianRegistry } from "./debian-registry.ts";
import { OCI_INDEX, OCI_MANIFEST } from "./fake-registry.ts";
import { runCli } from "./run-cli.ts";

const whyNot = await installDebianRegistry();
if (whyNot !== undefined) console.warn(`skipped: ${whyNot}`);

const USER = { name: "ministry", password: "only-for-this-test" };
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

describe.skipIf(whyNot !== undefined)("images lock against Debian's docker-registry", () => {
  const folder = mkdtempSync(join(tmpdir(), "country-stack-debian-"));
  const profile = join(folder, "country.yaml");
  const lock = join(folder, "country.lock.yaml");
  const repository = `dpi/${OWN_IMAGE.split(":")[0]}`;
  const tag = OWN_IMAGE.split(":")[1] ?? "";
  let registry: DebianRegistry;

  beforeAll(async () => {
    registry = await startDebianRegistry(USER);
    writeFileSync(profile, profileText(registry.host));
  });
  afterAll(() => {
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) => runCli(args, { env: { DOCKER_CONFIG: folder } });
  const lockIt = (...args: string[]) =>
    run("images", "lock", profile, "--plain-http", registry.host, ...args);

  /** Pushes a manifest of one platform by its digest. */
  async function pushPlatform(architecture: string, type: string, name?: string) {
    const text = JSON.stringify({ os: "linux", architecture, rootfs: { type: "layers", diff_ids: [] } });
    const config = await registry.pushBlob(repository, text);
    const content = `layer of ${architecture}`;
    const layer = await registry.pushBlob(repository, content);
    const [configType, layerType] =
      type === OCI_MANIFEST
        ? ["application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar"]
        : ["application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar"];
    const manifest = {
      schemaVersion: 2,
      mediaType: type,
      config: { mediaType: configType, digest: config, size: text.length },
      layers: [{ mediaType: layerType, digest: layer, size: content.length }],
    };
    const digest = await registry.pushManifest(repository, name ?? architecture, type, manifest);
    const size = JSON.stringify(manifest).length;
    return { mediaType: type, digest, size, platform: { os: "linux", architecture } };
  }

  test("says whom it refuses, while nobody signed in", async () => {
    const { code, stderr } = await lockIt();
    expect(code).toBe(1);
    expect(stderr).toContain(`refuses it to those who are not signed in (HTTP 401)`);
  });

  test("signed in, says that the image is not there before it is pushed", async () => {
    const auth = Buffer.from(`${USER.name}:${USER.password}`).toString("base64");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    const { code, stderr } = await lockIt();
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${registry.host} does not have it`)]);
  });

  test("locks an OCI index to the digest that the registry gave it", async () => {
    const manifests = [await pushPlatform("amd64", OCI_MANIFEST), await pushPlatform("arm64", OCI_MANIFEST)];
    const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
    const digest = await registry.pushManifest(repository, tag, OCI_INDEX, index);
    const { code, stderr } = await lockIt("--platform", "linux/arm64");
    expect(code, stderr).toBe(0);
    const text = readFileSync(lock, "utf8");
    expect(text).toContain(`    digest: ${digest}\n    from: ${registry.host}/${repository}:${tag}\n`);
    expect(text).toContain(
      `      linux/amd64: ${manifests[0]?.digest}\n      linux/arm64: ${manifests[1]?.digest}\n`,
    );
    expect(text).not.toContain(USER.password);
  });

  test("lets production be planned, with that digest in every pod", async () => {
    const { code, stdout, stderr } = await run("synth", profile);
    expect(code, stderr).toBe(0);
    const digest = /digest: (sha256:\S+)/.exec(readFileSync(lock, "utf8"))?.[1];
    const images = stdout.match(/image: .*/g) ?? [];
    expect(new Set(images)).toEqual(new Set([`image: ${registry.host}/${repository}:${tag}@${digest}`]));
  });

  test("asked again, it finds nothing new", async () => {
    const before = readFileSync(lock, "utf8");
    const { code, stderr } = await lockIt();
    expect([code, stderr]).toEqual([0, expect.stringContaining("has the digests of all 1 image already")]);
    expect(readFileSync(lock, "utf8")).toBe(before);
  });

  test.each([
    ["a list of Docker's", DOCKER_LIST],
    ["one manifest of Docker's", DOCKER_MANIFEST],
    ["one manifest of OCI's", OCI_MANIFEST],
  ])("sees that the tag moved to %s", async (_, type) => {
    const manifest = await pushPlatform("amd64", type === OCI_MANIFEST ? type : DOCKER_MANIFEST, tag);
    const list = { schemaVersion: 2, mediaType: DOCKER_LIST, manifests: [manifest] };
    const digest =
      type === DOCKER_LIST
        ? await registry.pushManifest(repository, tag, DOCKER_LIST, list)
        : manifest.digest;
    const asked = await lockIt();
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining(`  to   ${digest}\n`)]);
    expect((await lockIt("--yes")).code).toBe(0);
    const platforms = `platforms:\n      linux/amd64: ${manifest.digest}\n`;
    expect(readFileSync(lock, "utf8")).toContain(platforms);
    expect(readFileSync(lock, "utf8")).toContain(`digest: ${digest}\n`);
  });
});

/** A pilot in production whose images come from that registry. */
function profileText(host: string): string {
  return `apiVersion: country-stack/v1alpha1
name: utopia
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
environment: production
organizations: { interior: { name: Interior, class: GOV, code: "1" } }
blocks: { digital-registries: reference }
images: { registry: "${host}/dpi" }
exemptions:
  - { rule: reference-in-production, match: digital-registries, reason: a test, owner: CIO, expires: 2099-12-31 }
`;
}
