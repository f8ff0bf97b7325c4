import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeRegistry, startFakeRegistry } from "../../test/fake-registry.ts";
import { ROOT, runCli } from "../../test/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-lock-"));
const IMAGES = ["server", "worker", "tool"];
const BOTH = ["linux/amd64", "linux/arm64/v8"];
const PASSWORD = "a-password-of-the-test";

let registry: FakeRegistry;
/** The folder of one test's profile. */
let place: string;
let profile: string;
let lock: string;

beforeAll(() => {
  mkdirSync(join(folder, "products"));
  writeFileSync(join(folder, "products/catalog.js"), catalogText());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  registry = await startFakeRegistry();
  for (const name of IMAGES) registry.putImage(`dpi/acme/${name}`, "1.0", BOTH);
  place = mkdtempSync(join(folder, "case-"));
  profile = join(place, "country.yaml");
  lock = join(place, "country.lock.yaml");
  writeProfile();
  return () => registry.close();
});

/** A catalog of a ministry with one product of three images; two of them its server is told in words. */
function catalogText(): string {
  return `import { addConfiguration } from "country-stack/configuration";
import { labelsOf, selectorOf } from "country-stack/labels";
import { addServerWorkload } from "country-stack/server-workload";
import { addVolumeClaim } from "country-stack/volume-claim";
import { z } from "zod";
const size = { cpu: "10m", memory: "16Mi", storage: "1Gi" };
const images = { server: "quay.io/acme/server:1.0", worker: "quay.io/acme/worker:1.0", tool: "docker.io/acme/tool:1.0" };
const build = (scope, { stack, part, footprint, image }) =>
  addServerWorkload(scope, {
    name: part.name, image: image("server"), args: ["--images", image("worker") + " " + image("tool")], port: 8080, footprint,
    configuration: addConfiguration(scope, "settings", {}), configurationFolder: "/etc/acme",
    claim: addVolumeClaim(scope, { name: "data", storage: "1Gi" }), dataFolder: "/data",
    selector: selectorOf(part), labels: labelsOf(stack, part), healthPath: "/", readyPath: "/",
  });
export const products = [{
  id: "acme", title: "Acme", advice: "-", fills: ["gis"], licence: "MIT", homepage: "https://acme.example",
  releases: [{ version: "1.0", images, govstack: {}, upgradesFrom: [], load: async () => ({ default: build }) }],
  ports: { api: 8080 }, provides: () => [], requires: () => [], options: z.strictObject({}),
  footprint: { demo: size, district: size, national: size }, needs: [],
  conformance: { basePath: "", headers: {}, port: "api" },
}];
`;
}

function writeProfile(
  environment = "development",
  images = `images: { registry: "${registry.host}/dpi" }`,
): void {
  writeFileSync(
    profile,
    `apiVersion: country-stack/v1alpha1
name: utopia
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
environment: ${environment}
organizations: { interior: { name: Interior, class: GOV, code: "1" } }
catalogs: [../products]
blocks: { gis: acme }
${images}
`,
  );
}

function run(...args: string[]) {
  return runCli(args, {
    env: { DOCKER_CONFIG: place, REGISTRY_AUTH_FILE: undefined, XDG_RUNTIME_DIR: undefined },
  });
}

const lockIt = (...args: string[]) => run("images", "lock", profile, "--plain-http", registry.host, ...args);
const lockText = () => readFileSync(lock, "utf8");

describe("images lock", () => {
  test("writes the digest of every image and its platforms, which synth then installs", async () => {
    const { code, stdout, stderr } = await lockIt();
    expect([code, stdout], stderr).toEqual([0, ""]);
    expect(stderr).toContain(`asking ${registry.host} for 3 images`);
    const digest = registry.putImage("dpi/acme/server", "1.0", BOTH);
    expect(lockText()).toContain(
      `  quay.io/acme/server:1.0:\n    digest: ${digest}\n    from: ${registry.host}/dpi/`,
    );
    expect(lockText().match(/linux\/arm64\/v8: sha256:/g)).toHaveLength(3);
    expect(readdirSync(place).sort()).toEqual(["country.lock.yaml", "country.yaml"]);
    const synth = await run("synth", profile);
    expect([synth.code, synth.stderr]).toEqual([0, ""]);
    expect(synth.stdout).toContain(`image: ${registry.host}/dpi/acme/server:1.0@${digest}\n`);
    expect(synth.stdout.match(/acme\/\w+:1\.0@sha256:[0-9a-f]{64}/g)).toHaveLength(3);
  });

  test("leaves the file alone where nothing is new, and then fetches nothing", async () => {
    await lockIt();
    const text = lockText().replaceAll(/locked: .*/g, "locked: 2020-02-02 # an old day");
    writeFileSync(lock, text);
    const calls = registry.calls.length;
    const { code, stderr } = await lockIt();
    expect(code).toBe(0);
    expect(stderr).toContain("has the digests of all 3 images already");
    expect(lockText()).toBe(text);
    expect(registry.calls.slice(calls).map(({ method }) => method)).toEqual(["HEAD", "HEAD", "HEAD"]);
  });

  test("says from what to what a tag moved, and asks before that is locked", async () => {
    await lockIt();
    const before = lockText();
    const [was] = /(?<=server:1\.0:\n {4}digest: ).*/.exec(before) ?? [];
    const is = registry.putImage("dpi/acme/server", "1.0", BOTH, "corrected");
    const asked = await lockIt();
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain(`moved: quay.io/acme/server:1.0\n  from ${was}\n  to   ${is}\n`);
    expect(asked.stderr).toContain("type it again with --yes");
    expect(lockText()).toBe(before);
    expect((await lockIt("--yes")).code).toBe(0);
    expect(lockText()).toBe(
      before.replace(was ?? "", is).replace(platformsOf(before), platformsOf(lockText())),
    );
  });

  test("tells all that cannot be locked at once, and writes nothing", async () => {
    registry.faults.push(({ path }, response) => {
      if (path.includes("/server/")) response.writeHead(401, { "www-authenticate": "Basic" }).end();
      if (path.includes("/tool/")) response.writeHead(404).end();
      return !path.includes("/worker/");
    });
    const { code, stderr } = await lockIt();
    expect(code).toBe(1);
    expect(stderr).toContain(`✖ docker.io/acme/tool:1.0: ${registry.host} does not have it\n`);
    const refused = `${registry.host} refuses it to those who are not signed in (HTTP 401)`;
    expect(stderr).toContain(`✖ quay.io/acme/server:1.0: ${refused}\n  docker login ${registry.host}\n`);
    expect(stderr).toContain("error 2 of 3 images cannot be locked; nothing was written");
    expect(existsSync(lock)).toBe(false);
  });

  test("with --partial, writes what was found and keeps what it had", async () => {
    await lockIt();
    const server = /(?<=server:1\.0:\n {4}digest: ).*/.exec(lockText())?.[0];
    const worker = registry.putImage("dpi/acme/worker", "1.0", BOTH, "corrected");
    registry.faults.push(({ path }, response) => {
      if (path.includes("/server/")) response.writeHead(404).end();
      return path.includes("/server/");
    });
    const { code, stderr } = await lockIt("--partial", "--yes");
    expect([code, stderr]).toEqual([0, expect.stringContaining("1 of 3 images cannot be locked, and what")]);
    expect(lockText()).toContain(worker);
    expect(lockText()).toContain(`digest: ${server}`);
  });

  test("refuses an image that is not made for the nodes", async () => {
    registry.putImage("dpi/acme/tool", "1.0", ["linux/amd64"]);
    expect((await lockIt("--platform", "linux/amd64")).code).toBe(0);
    const { code, stderr } = await lockIt("--platform", "linux/amd64", "--platform", "linux/arm64");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "docker.io/acme/tool:1.0: it is not made for linux/arm64, only for linux/amd64\n",
    );
    expect(stderr).toContain("1 of 3 images");
  });

  test("signs in as docker does, and never says the password", async () => {
    const auth = Buffer.from(`ministry:${PASSWORD}`).toString("base64");
    writeFileSync(join(place, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    registry.faults.push((call, response) => {
      if (call.path.startsWith("/token")) {
        const allowed = call.authorization === `Basic ${auth}`;
        response.writeHead(allowed ? 200 : 401).end(`{"token":"token-of-the-test"}`);
        return true;
      }
      if (call.authorization === "Bearer token-of-the-test") return false;
      const challenge = `Bearer realm="http://${registry.host}/token",service="it"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
      return true;
    });
    const { code, stdout, stderr } = await lockIt();
    expect(code, stderr).toBe(0);
    for (const secret of [PASSWORD, auth, "token-of-the-test"]) {
      expect(`${stdout}${stderr}${lockText()}`).not.toContain(secret);
    }
  });

  test("says which store of passwords it cannot ask, and goes on", async () => {
    writeFileSync(join(place, "config.json"), '{"credsStore":"of-nobody"}');
    registry.faults.push(({ path }, response) => {
      if (path.includes("/tool/")) response.writeHead(401, { "www-authenticate": "Basic" }).end();
      return path.includes("/tool/");
    });
    const { code, stderr } = await lockIt();
    expect(code).toBe(1);
    expect(stderr).toContain(
      `asking ${registry.host} without a password: docker-credential-of-nobody, which`,
    );
  });

  test("when interrupted, ends with 130 and writes nothing", async () => {
    let asked = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    registry.faults.push(() => {
      asked();
      return true;
    });
    const args = ["images", "lock", profile, "--plain-http", registry.host];
    const child = spawn(process.execPath, [join(ROOT, "cli/country-stack.cjs"), ...args], {
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    await reached;
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(place)).toEqual(["country.yaml"]);
  });

  test.each([
    [["--plain-http", "registry.example:5000"], "registry.example:5000 is not on this machine"],
    [["--plain-http", "127.0.0.1.example"], "127.0.0.1.example is not on this machine"],
    [["--platform", "arm64"], "arm64 is not a platform"],
    [["--lock", "nowhere/at/all.yaml"], "nowhere/at/all.yaml cannot be written"],
  ])("refuses %j with one sentence", async (args, sentence) => {
    const { code, stderr } = await lockIt(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`error ${sentence}`)]);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("does not write over a file that it cannot read", async () => {
    writeFileSync(lock, "images: [\n");
    const { code, stderr } = await lockIt();
    expect(code).toBe(2);
    expect(stderr).toMatch(/country\.lock\.yaml:2:1 error CS1004/);
    expect(stderr).toContain(`mend the file, or delete it and type: country-stack images lock ${profile}`);
    expect(lockText()).toBe("images: [\n");
  });

  test("asks nobody for our own image where the profile names no registry", async () => {
    writeProfile("development", "");
    writeFileSync(
      profile,
      readFileSync(profile, "utf8").replace("gis: acme", "digital-registries: reference"),
    );
    const { code, stderr } = await run("images", "lock", profile);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^✖ country-stack\/reference:\S+: it is our own image/);
    expect(stderr).toContain("country-stack images build, then images push REGISTRY");
  });
});

/** The lines of an image's platforms, for the one that moved. */
function platformsOf(text: string): string {
  return /server:1\.0:\n(?: {4}\S.*\n)+ {4}platforms:\n((?: {6}.*\n?)+)/.exec(text)?.[1] ?? "";
}

describe("production", () => {
  test("installs nothing without a lock, and everything by digest with one", async () => {
    writeProfile("production");
    for (const command of ["synth", "plan"]) {
      const { code, stdout, stderr } = await run(command, profile);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(
        `country.yaml:5:14 error CS1601: production installs images by their digests, and there is no ${lock}
    environment: production
                 ^^^^^^^^^^
  country-stack images lock ${profile}`,
      );
    }
    await lockIt();
    const { code, stdout, stderr } = await run("synth", profile);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.match(/acme\/\w+:1\.0@sha256:/g)).toHaveLength(3);
  });

  test("says of each image that the lock lacks which part runs it, also to programs", async () => {
    await lockIt();
    writeFileSync(lock, lockText().replace("acme/server", "acme/former"));
    const warned = await run("plan", profile);
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(
      /country\.yaml:8:\d+ warning CS1601: \S+ has no digest of quay\.io\/acme\/server:1\.0/,
    );
    writeProfile("production");
    const { code, stderr } = await run("plan", profile);
    expect([code, stderr]).toEqual([2, expect.stringContaining("error CS1601")]);
    const json = JSON.parse((await run("synth", profile, "--json")).stdout);
    expect(json).toMatchObject({ valid: false, issues: [{ code: "CS1601", params: { part: "gis" } }] });
  });

  test("may be validated and taken down whatever its lock is", async () => {
    writeProfile("production");
    writeFileSync(lock, "- nonsense\n");
    expect((await run("plan", profile)).code).toBe(2);
    expect((await run("validate", profile)).code).toBe(0);
    const { code, stderr } = await run("down", profile, "--data", join(place, "data"));
    expect([code, stderr]).not.toContain("CS1");
    expect(code).toBe(0);
  });
});

test("images PROFILE shows what is known of each image, with and without a lock", async () => {
  const show = async (...args: string[]) => (await run("images", profile, ...args)).stdout;
  expect(await show()).toContain("gis   tool    docker.io  acme/tool    1.0  not locked  MIT      unknown");
  await lockIt();
  const text = await show();
  expect(text).toMatch(
    /gis {3}tool +docker\.io +acme\/tool +1\.0 +sha256:[0-9a-f]{12} +MIT +linux\/amd64 linux\/arm64\/v8\n/,
  );
  expect(text).toContain(`docker.io/acme/tool:1.0 → ${registry.host}/dpi/acme/tool:1.0@sha256:`);
  expect(text).toContain(`${lock} has the digests of 3 of 3 images`);
  const { images } = JSON.parse(await show("--json"));
  expect(images[2]).toMatchObject({ image: "tool", registry: "docker.io", platforms: BOTH, licence: "MIT" });
  const other = join(place, "other.yaml");
  expect((await run("images", "list", profile, "--lock", other)).stdout).toContain(`there is no ${other}`);
});
