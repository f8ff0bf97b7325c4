import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAdminApi } from "../../../charts/identity/keycloak/bootstrap/admin-api.ts";
import { openCluster } from "../../../deploy/cluster/client.ts";
import { type Forward, openForward } from "../../../deploy/cluster/port-forward.ts";
import { refreshReferenceImage } from "../../../lab/images/reference-image.ts";
import type { KubeApi } from "../../../lab/kube-api.ts";
import { kubeconfigPath } from "../../../lab/places.ts";
import { keycloakImage } from "../../../lab/software/keycloak-image.ts";
import { postgresImage } from "../../../lab/software/postgres-image.ts";
import { provideSoftware } from "../../../lab/software/software-image.ts";
import { runCli } from "../../run-cli.ts";
import { useLab } from "../pulumi-stack.ts";
import { openLabApi, whyNoLab } from "../running-lab.ts";
import { publishReport } from "./publish-report.ts";
import { type Discovery, fetchCode, makeProof, readToken, redeemCode } from "./sign-in.ts";

const NAME = "keycloak-test";
const NAMESPACE = `${NAME}-workforce`;
const CLIENT = { id: "checks", redirectUri: "http://127.0.0.1:1/back" };
const PERSON = { username: "officer-1", password: randomBytes(18).toString("base64url") };
const MINUTES_10 = 600_000;
const never = new AbortController().signal;

const PROFILE = `apiVersion: country-stack/v1alpha1
name: ${NAME}
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations:
  interior: { name: Ministry of the Interior, class: GOV, code: "70001" }
blocks:
  identity: { parts: { workforce: { product: keycloak, options: { roles: [officer] } } } }
`;

describe.skipIf(whyNoLab !== undefined)("Keycloak in a cluster", { timeout: MINUTES_10 }, () => {
  let folder: string;
  let api: KubeApi;
  let forward: Forward;
  let url: string;
  let discovery: Discovery;

  beforeAll(async () => {
    console.info(useLab(process.env));
    for (const image of [postgresImage, keycloakImage]) {
      console.info(`${image.reference} here: ${image.contents}`);
      await provideSoftware(image);
    }
    await refreshReferenceImage();
    api = openLabApi();
    folder = mkdtempSync(join(tmpdir(), "country-stack-keycloak-"));
    writeFileSync(join(folder, "country.yaml"), PROFILE);
    await country("down", "--delete-data");
  }, MINUTES_10);

  afterAll(async () => {
    await forward?.close();
    await country("down", "--delete-data");
    rmSync(folder, { recursive: true, force: true });
    api.close();
  }, MINUTES_10);

  test("starts from the catalog's manifests, without rights, and passes its smoke checks", async () => {
    const { stdout, stderr, code } = await country("up", "--yes");
    expect(stdout, stderr).toMatch(/PASSED: (\d+) passed of \1 results/);
    expect(code).toBe(0);
    const file = join(folder, "data", NAME, "reports/report.json");
    publishReport(file, "identity/keycloak-26.4.0.json", [
      `in the lab, from images of the lab: ${keycloakImage.contents}; ${postgresImage.contents}`,
    ]);
    const report = JSON.parse(readFileSync(file, "utf8"));
    const results = report.parts.flatMap((part: { results: { check: string }[] }) => part.results);
    expect(results.map((result: { check: string }) => result.check)).toEqual([
      "smoke-ready",
      "smoke-discovery",
      "smoke-keys",
    ]);
    const { body } = await api.request("GET", `/api/v1/namespaces/${NAMESPACE}`);
    expect(body.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
  });

  test("has the realm and its role, made by the job", async () => {
    const cluster = await openCluster({ kubeconfig: kubeconfigPath() });
    forward = await openForward(cluster, { namespace: NAMESPACE, service: "workforce", port: 8080 });
    url = `http://127.0.0.1:${forward.port}`;
    const admin = await openAdmin();
    expect(await admin.read("/realms/workforce/roles/officer", never)).toMatchObject({ name: "officer" });
    expect(await admin.read("/realms/workforce", never)).toMatchObject({ bruteForceProtected: true });
    await admin.send(
      "POST",
      "/realms/workforce/users",
      {
        username: PERSON.username,
        enabled: true,
        firstName: "Ona",
        lastName: "Officer",
        email: "ona@utopia.example",
        credentials: [{ type: "password", value: PERSON.password, temporary: false }],
      },
      never,
    );
    await admin.send(
      "POST",
      "/realms/workforce/clients",
      {
        clientId: CLIENT.id,
        publicClient: true,
        redirectUris: [CLIENT.redirectUri],
        attributes: { "pkce.code.challenge.method": "S256" },
      },
      never,
    );
    discovery = await discover();
    expect(discovery.issuer).toBe(`${url}/realms/workforce`);
  });

  test("signs a person in with a code and its proof, and says who that is", async () => {
    const { verifier, challenge } = makeProof();
    const code = await fetchCode(discovery, CLIENT, challenge, PERSON);
    const answer = await redeemCode(discovery, CLIENT, code, verifier);
    expect(answer.status).toBe(200);
    const { access_token, id_token } = (await answer.json()) as { access_token: string; id_token: string };
    expect(await readToken(discovery, id_token)).toMatchObject({
      iss: discovery.issuer,
      aud: CLIENT.id,
      preferred_username: PERSON.username,
    });
    const { exp = 0, iat = 0 } = (await readToken(discovery, access_token)) as { exp?: number; iat?: number };
    expect(exp - iat).toBe(300);
    const headers = { authorization: `Bearer ${access_token}` };
    const info = await fetch(discovery.userinfo_endpoint, { headers });
    expect(await info.json()).toMatchObject({ preferred_username: PERSON.username, given_name: "Ona" });
  });

  test("refuses a code with another proof, a code that was used, and a person with a wrong password", async () => {
    const { verifier, challenge } = makeProof();
    const other = await fetchCode(discovery, CLIENT, challenge, PERSON);
    expect((await redeemCode(discovery, CLIENT, other, makeProof().verifier)).status).toBe(400);
    const code = await fetchCode(discovery, CLIENT, challenge, PERSON);
    expect((await redeemCode(discovery, CLIENT, code, verifier)).status).toBe(200);
    expect((await redeemCode(discovery, CLIENT, code, verifier)).status).toBe(400);
    const wrong = { ...PERSON, password: "not-the-password" };
    await expect(fetchCode(discovery, CLIENT, challenge, wrong)).rejects.toThrow("was answered 200");
  });

  test("keeps its people over a restart of its pod", async () => {
    const pods = `/api/v1/namespaces/${NAMESPACE}/pods`;
    const selector = "?labelSelector=country-stack%2Fpart%3Dworkforce%2Ccountry-stack%2Fcomponent%3Dmain";
    const names = async (): Promise<string[]> => {
      const { body } = await api.request("GET", `${pods}${selector}`);
      return body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
    };
    const before = await names();
    await api.request("DELETE", `${pods}${selector}`);
    const isReplaced = async () => (await names()).every((name) => !before.includes(name));
    await expect.poll(isReplaced, { timeout: 60_000, interval: 500 }).toBe(true);
    await expect.poll(untilDiscovered, { timeout: 120_000, interval: 1000 }).toBe(200);
    const { challenge } = makeProof();
    expect(await fetchCode(discovery, CLIENT, challenge, PERSON)).not.toBe("");
  });

  async function openAdmin() {
    const { body } = await api.request("GET", `/api/v1/namespaces/${NAMESPACE}/secrets/workforce-keycloak`);
    const password = Buffer.from(body.data.administrator, "base64").toString();
    return openAdminApi(url, "country-stack", () => password);
  }

  const discoveryUrl = () => `${url}/realms/workforce/.well-known/openid-configuration`;

  async function discover(): Promise<Discovery> {
    return (await (await fetch(discoveryUrl())).json()) as Discovery;
  }

  async function untilDiscovered(): Promise<number> {
    return fetch(discoveryUrl()).then(
      ({ status }) => status,
      () => 0,
    );
  }

  function country(command: string, ...flags: string[]) {
    const target = ["--target", "cluster", "--data", join(folder, "data")];
    return runCli([command, join(folder, "country.yaml"), ...target, ...flags]);
  }
});
