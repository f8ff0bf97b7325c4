import { createPrivateKey, randomUUID } from "node:crypto";
import { execa } from "execa";
import { createRemoteJWKSet, jwtVerify, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { identityOptions } from "../../charts/identity/reference/options.ts";
import product from "../../charts/identity/reference/product.ts";
import { oidc, REFERENCE_PORT, type Stack } from "../../charts/spi/index.ts";
import { askedSecrets } from "../../constructs/asked-secret.ts";
import { manifestFiles } from "../../constructs/manifest-file.ts";
import { synthStack } from "../../constructs/synth.ts";
import { decideSecrets } from "../../deploy/decide-secrets.ts";
import type { Deployment } from "../../deploy/engine.ts";
import { openDeployment } from "../../deploy/pulumi/deployment.ts";
import { fillSecrets } from "../../deploy/secrets.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { waitFor } from "../../lab/steps.ts";
import { exampleLink, examplePart, exampleStack } from "../example-stack.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const NAME = "identity-test";
const BACK = "https://civil.example/back";
const PERSON = "XU-1001";
const STACK = stackOfItsOwn();
const NAMESPACES = STACK.parts.map(({ namespace }) => namespace);
const ISSUER = `https://identity.${NAME}-identity.svc.cluster.local:${REFERENCE_PORT}`;

describe.skipIf(whyNoLab !== undefined)("the identity server in a cluster", () => {
  let api: KubeApi;
  let deployment: Deployment | undefined;
  let url: string;

  beforeAll(async () => {
    api = openLabApi();
    await refreshReferenceImage();
    await Promise.all(NAMESPACES.map((namespace) => deleteNamespace(api, namespace)));
    await kubectlWith(await manifestText(), "apply", "--server-side", "-f", "-");
    for (const { name, namespace } of STACK.parts)
      await kubectl("rollout", "status", `statefulset/${name}`, "--namespace", namespace, "--timeout=120s");
    deployment = await openDeployment({ kubeconfig: kubeconfigPath(), user: "test" }, STACK);
    url = await deployment.addressOf("identity", "api", "workstation");
    await waitFor("the port-forward", 15, () => fetch(`${url}/readyz`));
  }, 240_000);

  afterAll(async () => {
    await deployment?.close();
    await Promise.all(NAMESPACES.map((namespace) => deleteNamespace(api, namespace)));
    api.close();
  }, 120_000);

  test("tells a workstation and a pod where it is by the address that each came by, with one issuer", async () => {
    const here = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as Discovery;
    expect(here).toMatchObject({
      issuer: ISSUER,
      token_endpoint: `${url}/oauth/token`,
      jwks_uri: `${url}/.well-known/jwks.json`,
    });
    const there = await fromPod(`${ISSUER}/.well-known/openid-configuration`);
    expect(there).toMatchObject({ issuer: ISSUER, token_endpoint: `${ISSUER}/oauth/token` });
  });

  test("signs a person in to a part, by the key that the part has, with tokens that its pod can verify", async () => {
    const code = await signIn(url);
    const key = createPrivateKey(await readSecret("identity-clients", "civil"));
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer("civil")
      .setSubject("civil")
      .setAudience(ISSUER)
      .setIssuedAt()
      .setExpirationTime("1m")
      .sign(key);
    const response = await fetch(`${url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        client_id: "civil",
        redirect_uri: BACK,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
      }),
    });
    const tokens = (await response.json()) as { id_token: string };
    expect(response.status, JSON.stringify(tokens)).toBe(200);
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
    const { protectedHeader } = await jwtVerify(tokens.id_token, keys, { issuer: ISSUER, audience: "civil" });
    const published = (await fromPod(`${ISSUER}/.well-known/jwks.json`)) as { keys: { kid: string }[] };
    expect(published.keys.map(({ kid }) => kid)).toContain(protectedHeader.kid);
  });

  test("lets nobody manage it without the management's token", async () => {
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${url}/management/keys`, { headers })).status;
    expect(await ask({})).toBe(401);
    const token = await readSecret("identity-management", "token");
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200);
  });
});

interface Discovery {
  readonly issuer: string;
}

/** The example stack with an identity part, to which people of `civil` sign in. */
function stackOfItsOwn(): Stack {
  const stack = exampleStack();
  const options = identityOptions.parse({ redirectUris: { civil: [BACK] } });
  const person = {
    individualId: PERSON,
    names: { given: "Amra", family: "Velloso" },
    dateOfBirth: "1986-03-14",
    gender: "Female",
  };
  const identity = {
    ...examplePart("identity", "identity", options, undefined, product),
    seed: { people: [person] },
  };
  const link = { ...exampleLink("civil", "identity"), capability: oidc(), via: "direct" as const };
  return {
    ...stack,
    name: NAME,
    links: [...stack.links, link],
    parts: [...stack.parts, identity].map((part) => ({ ...part, namespace: `${NAME}-${part.name}` })),
  };
}

async function manifestText(): Promise<string> {
  const manifests = await synthStack(STACK);
  const contents = await decideSecrets(askedSecrets(manifests), new Map(), { now: new Date() });
  return manifestFiles(fillSecrets(manifests, contents))
    .map(({ text }) => text)
    .join("---\n");
}

/** What a browser without scripts does: keeps cookies, sends forms, follows redirects within the server. */
async function signIn(url: string): Promise<string> {
  const cookies = new Map<string, string>();
  const open = async (target: URL, form?: Record<string, string>): Promise<{ url: URL; text: string }> => {
    const response = await fetch(target, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    const next = location === null ? undefined : new URL(location, target);
    if (next?.origin === url) return open(next);
    return { url: next ?? target, text: await response.text() };
  };
  const action = (text: string) => new URL(/action="([^"]+)"/.exec(text)?.[1] ?? "", url);
  const query = new URLSearchParams({
    client_id: "civil",
    redirect_uri: BACK,
    response_type: "code",
    scope: "openid profile",
  });
  const first = await open(new URL(`${url}/authorize?${query}`));
  await open(action(first.text), { step: "identify", individualId: PERSON });
  const sent = await fetch(`${url}/development/one-time-codes/${PERSON}`);
  const { code } = (await sent.json()) as { code: string };
  const consent = await open(action(first.text), { step: "code", individualId: PERSON, code });
  const back = await open(action(consent.text), { step: "consent", claim: "name" });
  return back.url.searchParams.get("code") ?? "";
}

/** What the pod of `civil`, which is linked, gets as JSON with the certificate of its part. */
async function fromPod(address: string): Promise<unknown> {
  const script = `
    const { readFileSync } = require("node:fs");
    const [key, cert, ca] = ["tls.key", "tls.crt", "ca.crt"].map((name) => readFileSync("/run/country-stack/tls/" + name));
    require("node:https").get(${JSON.stringify(address)}, { key, cert, ca }, (answer) => answer.pipe(process.stdout));`;
  const place = ["exec", "civil-0", "--namespace", `${NAME}-civil`, "--"];
  return JSON.parse((await kubectl(...place, "node", "-e", script)).stdout);
}

async function readSecret(name: string, key: string): Promise<string> {
  const { stdout } = await kubectl(
    "get",
    "secret",
    name,
    "--namespace",
    `${NAME}-identity`,
    "--output",
    "json",
  );
  const { data } = JSON.parse(stdout) as { data: Record<string, string> };
  return Buffer.from(data[key] ?? "", "base64").toString("utf8");
}

function kubectl(...args: string[]) {
  return kubectlWith("", ...args);
}

function kubectlWith(input: string, ...args: string[]) {
  return execa(programPath("kubectl"), ["--kubeconfig", kubeconfigPath(), ...args], { input });
}
