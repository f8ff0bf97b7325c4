import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeApi } from "../../lab/kube-api.ts";
import { type CliRun, ROOT, runCli } from "../run-cli.ts";
import { useLab } from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";
import { findTraces } from "./secret-traces.ts";

const NAME = "certificates-test";
const MINUTES_10 = 600_000;
const PARTS = ["keeper", "reader"] as const;
const profileIn = (folder: string) => `
apiVersion: country-stack/v1alpha1
name: ${NAME}
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations:
  interior: { name: Ministry of the Interior, class: GOV, code: "70001" }
catalogs: [${relative(folder, join(ROOT, "test/cluster/secrets-catalog"))}]
blocks:
  digital-registries:
    parts:
      keeper: keeper
      reader: reader
`;

/** What a part's Secret, its pod and its files are. */
interface Seen {
  readonly values: Readonly<Record<string, string>>;
  readonly generation: string;
  readonly pod: string;
  /** What the pod itself has. */
  readonly files: { readonly word: string; readonly certificate: string };
}

describe.skipIf(whyNoLab !== undefined)(
  "values that parts share in a cluster",
  { timeout: MINUTES_10 },
  () => {
    let folder: string;
    let profile: string;
    let api: KubeApi;
    /** All that the runs said, and every value that was to be said nowhere. */
    const said: { where: string; text: string }[] = [];
    const secret = new Set<string>();

    beforeAll(async () => {
      console.info(useLab(process.env));
      api = openLabApi();
      folder = mkdtempSync(join(tmpdir(), "country-stack-certificates-"));
      for (const name of ["data", "temporary", "pulumi"]) mkdirSync(join(folder, name));
      profile = join(folder, "country.yaml");
      writeFileSync(profile, profileIn(folder));
      await country("down", profile, "--delete-data");
      const { code, stderr } = await country("up", profile, "--yes", "--skip-checks");
      expect([code, stderr]).toEqual([0, expect.stringContaining("ready")]);
    }, MINUTES_10);

    afterAll(async () => {
      await country("down", profile, "--delete-data");
      rmSync(folder, { recursive: true, force: true });
      api.close();
    }, MINUTES_10);

    test("are the same in both, and the certificate is of the other part's authority", async () => {
      const [keeper, reader] = await look();
      expectToBelong(keeper, reader);
      expect(reader.values["url"]).toBe(`postgres://portal:${keeper.values["word"]}@db/reader`);
      expect(Object.keys(reader.values).sort()).toEqual(
        ["ca.crt", "store", "tls.crt", "tls.key", "tls.p12", "url", "user", "word"].sort(),
      );
    });

    test("stay as they are with another up", async () => {
      const before = await look();
      const { code, stderr } = await country("up", profile, "--yes", "--skip-checks");
      expect([code, stderr]).toEqual([0, expect.stringContaining("Nothing to change.")]);
      expect(await look()).toEqual(before);
    });

    test("are listed with their end, and what ends soon is said", async () => {
      const { stdout, stderr } = await country("secrets", "list", profile);
      expect(stdout).toMatch(
        /^reader +reader-keys .*certificate, password, pkcs12, copy, template +1 +\S+ +in 19d +yes$/m,
      );
      expect(stdout).toMatch(/^keeper +keeper-keys .* in 3649d +yes$/m);
      expect(stderr).toContain("the certificate tls.crt in reader-keys of reader ends in 19d");
      expect(stderr).toContain(`country-stack secrets rotate ${profile} reader --target cluster`);
      expect(stderr).not.toContain("ca.crt");
      const json = JSON.parse((await country("secrets", "list", profile, "--json")).stdout);
      const [, { values }] = await look();
      expect(json[1].certificates).toEqual([
        { key: "tls.crt", expiresAt: new Date(certificate(values, "tls.crt").validTo).toISOString() },
      ]);
    });

    test("come back when a hand deleted one side, with nothing changed on the other", async () => {
      const before = await look();
      await api.request("DELETE", secretPath("keeper"));
      const { code, stderr } = await country("up", profile, "--yes", "--skip-checks");
      expect([code, stderr]).toEqual([0, expect.stringContaining("1 create")]);
      expect(stderr).not.toMatch(/[1-9]\d* (update|replace)/);
      expect(await look()).toEqual(before);
    });

    test("follow a rotation of the part that keeps them, which says so, pods too", async () => {
      const before = await look();
      const { stderr } = await country("secrets", "rotate", profile, "keeper", "--yes");
      expect(stderr).toContain("keeper-keys will be made anew, and the pods of keeper replaced");
      expect(stderr).toContain("the pods that read them are replaced too: reader-keys of reader");
      const [keeper, reader] = await look();
      expectToBelong(keeper, reader);
      expect([keeper.generation, reader.generation]).toEqual(["2", "2"]);
      expect(keeper.values["word"]).not.toBe(before[0].values["word"]);
      expect(reader.values["tls.key"]).toBe(before[1].values["tls.key"]);
      expect([keeper.pod === before[0].pod, reader.pod === before[1].pod]).toEqual([false, false]);
      expect((await country("up", profile, "--skip-checks")).stderr).toContain("Nothing to change.");
    });

    test("leave the other part alone when the one that has them is rotated", async () => {
      const before = await look();
      const { stderr } = await country("secrets", "rotate", profile, "reader", "--yes");
      expect(stderr).not.toContain("these follow");
      const [keeper, reader] = await look();
      expectToBelong(keeper, reader);
      expect(keeper).toEqual(before[0]);
      expect([reader.generation, reader.values["word"]]).toEqual(["3", before[1].values["word"]]);
      expect(reader.values["tls.key"]).not.toBe(before[1].values["tls.key"]);
    });

    test("stand in nothing that was said, written or kept on this machine", () => {
      expect(secret.size).toBeGreaterThan(10);
      const files = filesBelow(folder).map((path) => ({ where: path, text: readFileSync(path, "latin1") }));
      expect(files.some(({ where }) => where.includes(".pulumi/stacks"))).toBe(true);
      expect(files.some(({ where }) => where.endsWith("reader.yaml"))).toBe(true);
      expect(findTraces([...said, ...files], [...secret])).toEqual([]);
    });

    /** Both parts as they are now. */
    async function look(): Promise<readonly [Seen, Seen]> {
      const [keeper, reader] = await Promise.all(PARTS.map(see));
      return [keeper as Seen, reader as Seen];
    }

    async function see(part: string): Promise<Seen> {
      const { body } = await api.request("GET", secretPath(part));
      const entries = Object.entries(body.data as Record<string, string>);
      const values = Object.fromEntries(entries.map(([key, data]) => [key, atob(data)]));
      for (const [key, value] of Object.entries(values)) {
        if (["word", "store", "url"].includes(key)) secret.add(value);
        // A line of a key is as bad as all of it.
        if (key.endsWith(".key")) for (const line of value.split("\n").slice(1, 3)) secret.add(line);
      }
      const pod = await api.request("GET", `/api/v1/namespaces/${NAME}-${part}/pods/${part}-0`);
      const service = await api.request("GET", `/api/v1/namespaces/${NAME}-${part}/services/${part}`);
      const read = async (file: string) =>
        (await fetch(`http://${service.body.spec.clusterIP}:8080/${file}`)).text();
      const files = { word: await read("word"), certificate: await read("ca.crt") };
      const generation = body.metadata.annotations["country-stack/generation"];
      return { values, generation, pod: pod.body.metadata.uid, files };
    }

    function expectToBelong(keeper: Seen, reader: Seen): void {
      const authority = certificate(keeper.values, "ca.crt");
      const leaf = certificate(reader.values, "tls.crt");
      expect([leaf.verify(authority.publicKey), leaf.checkIssued(authority)]).toEqual([true, true]);
      expect(reader.values["ca.crt"]).toBe(keeper.values["ca.crt"]);
      expect(reader.values["word"]).toBe(keeper.values["word"]);
      for (const { files } of [keeper, reader]) {
        expect(files).toEqual({ word: keeper.values["word"], certificate: keeper.values["ca.crt"] });
      }
    }

    function certificate(values: Readonly<Record<string, string>>, key: string): X509Certificate {
      return new X509Certificate(values[key] ?? "");
    }

    function secretPath(part: string): string {
      return `/api/v1/namespaces/${NAME}-${part}/secrets/${part}-keys`;
    }

    async function country(...args: string[]): Promise<CliRun> {
      const target = ["--target", "cluster", "--data", join(folder, "data")];
      const env = { TMPDIR: join(folder, "temporary"), PULUMI_HOME: join(folder, "pulumi") };
      const run = await runCli([...args, ...target], { env });
      said.push({ where: `what ${args.join(" ")} said`, text: run.stdout + run.stderr });
      return run;
    }
  },
);

function filesBelow(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
