import { App, Chart } from "cdk8s";
import { describe, expect, it } from "vitest";
import type { SecretRequest } from "../charts/spi/index.ts";
import { exampleStack } from "../test/example-stack.ts";
import { addGeneratedSecret, generationsOf } from "./generated-secret.ts";
import { synthStack } from "./synth.ts";

/** What a synth would say of a Secret that asks for these values. */
function problems(values: SecretRequest, changes: { rotatable?: boolean; why?: string } = {}): string[] {
  const app = new App();
  const chart = new Chart(app, "example");
  addGeneratedSecret(chart, { name: "keys", values, rotatable: true, ...changes });
  return app.node.findAll().flatMap((node) => node.node.validate());
}

describe("a Secret whose values the engine makes", () => {
  it("is a manifest that says what to make, and holds no value", async () => {
    const manifests = await synthStack(exampleStack());
    const secrets = manifests.filter(({ object }) => object.kind === "Secret");
    expect(secrets.map(({ part, object }) => [part, object.metadata.name])).toEqual([
      ["mediator", "mediator-management"],
    ]);
    const [secret] = secrets;
    expect(secret?.object["data"] ?? secret?.object["stringData"]).toBeUndefined();
    expect(secret?.object.metadata.annotations).toEqual({
      "country-stack/generate": '{"token":{"generate":"password","length":40}}',
      "country-stack/rotatable": "true",
    });
  });

  it("is named with its generation in the pods that read it, and mounted for their group only", async () => {
    const manifests = await synthStack(exampleStack());
    const workload = manifests.find(
      ({ part, object }) => part === "mediator" && object.kind === "StatefulSet",
    );
    expect(workload?.object["spec"]).toMatchObject({
      template: {
        metadata: { annotations: { "country-stack/secret-generation": "mediator-management=1" } },
        spec: {
          securityContext: { fsGroup: 10_001 },
          volumes: expect.arrayContaining([
            expect.objectContaining({ secret: { secretName: "mediator-management", defaultMode: 0o440 } }),
          ]),
        },
      },
    });
  });

  it("names several with commas", () => {
    const app = new App();
    const chart = new Chart(app, "example");
    const values = { token: { generate: "password" } } as const;
    const make = (name: string) => addGeneratedSecret(chart, { name, values, rotatable: true });
    expect(generationsOf([make("a"), make("b")])).toBe("a=1,b=1");
  });

  it("lets passwords, key pairs and hashes of them pass", () => {
    const values: SecretRequest = {
      password: { generate: "password" },
      hash: { generate: "hash", of: "password", algorithm: "scrypt" },
      "key.pem": { generate: "rsa-keypair", publicKey: "key.pub" },
      fingerprint: { generate: "hash", of: "key.pub", algorithm: "sha256" },
    };
    expect(problems(values)).toEqual([]);
  });

  it.each<[string, SecretRequest, RegExp]>([
    ["nothing", {}, /asks for no value/],
    ["a short password", { p: { generate: "password", length: 8 } }, /less than 16 characters/],
    ["a key that no Secret has", { "a/b": { generate: "password" } }, /the key a\/b, which no Secret may/],
    [
      "one key twice",
      { a: { generate: "rsa-keypair", publicKey: "b" }, b: { generate: "password" } },
      /a key twice/,
    ],
    ["a hash of nothing", { h: { generate: "hash", of: "x", algorithm: "sha256" } }, /leads to no value/],
    [
      "hashes of each other",
      {
        a: { generate: "hash", of: "b", algorithm: "sha256" },
        b: { generate: "hash", of: "a", algorithm: "sha256" },
      },
      /leads to no value/,
    ],
    [
      "a certificate",
      { c: { generate: "certificate", commonName: "x", dnsNames: [], days: 1 } },
      /asks for c as a certificate, which this version cannot make/,
    ],
    [
      "a PKCS 12 file",
      { c: { generate: "pkcs12", of: "a", passwordKey: "p" } },
      /a pkcs12, which this version/,
    ],
  ])("refuses %s with a sentence", (_what, values, sentence) => {
    expect(problems(values).join("; ")).toMatch(sentence);
  });

  it("wants to know why one cannot be rotated", () => {
    const values: SecretRequest = { p: { generate: "password" } };
    expect(problems(values, { rotatable: false }).join()).toMatch(/does not say why it cannot be rotated/);
    expect(problems(values, { rotatable: false, why: "the database keeps it" })).toEqual([]);
  });
});
