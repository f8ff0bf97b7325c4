import { App, Chart } from "cdk8s";
import { describe, expect, it } from "vitest";
import type { BuildChart, SecretRequest, Stack } from "../charts/spi/index.ts";
import { exampleStack } from "../test/example-stack.ts";
import { addGeneratedSecret, generationsOf } from "./generated-secret.ts";
import { synthStack } from "./synth.ts";

/** What a synth would say of a Secret that asks for these values. */
function problems(values: SecretRequest): string[] {
  const app = new App();
  const chart = new Chart(app, "example");
  addGeneratedSecret(chart, { name: "keys", values, rotatable: true });
  return app.node.findAll().flatMap((node) => node.node.validate());
}

describe("a Secret whose values the engine makes", () => {
  it("is a manifest that says what to make, and holds no value", async () => {
    const manifests = await synthStack(exampleStack());
    const secrets = manifests.filter(({ object }) => object.kind === "Secret");
    expect(secrets.map(({ object }) => object.metadata.name)).toContain("mediator-management");
    for (const { object } of secrets) expect(object["data"] ?? object["stringData"]).toBeUndefined();
    const [secret] = secrets;
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

  it("is not named where the server takes up new values by itself", async () => {
    const workloads = (await synthStack(exampleStack())).filter(
      ({ object }) => object.kind === "StatefulSet",
    );
    const text = JSON.stringify(workloads.find(({ part }) => part === "civil")?.object);
    expect(text).toContain('"secretName":"civil-tls"');
    expect(text).not.toContain("country-stack/secret-generation");
  });

  it("names several with commas", () => {
    const app = new App();
    const chart = new Chart(app, "example");
    const values = { token: { generate: "password" } } as const;
    const make = (name: string) => addGeneratedSecret(chart, { name, values, rotatable: true });
    expect(generationsOf([make("a"), make("b")])).toBe("a=1,b=1");
  });

  it("makes the synth fail with a sentence where it asks for what cannot be", async () => {
    expect(problems({ p: { generate: "password", length: 8 } })).toEqual([
      "Secret keys asks for p as a password of less than 16 characters",
    ]);
    const copy = { generate: "copy", secret: "nowhere", key: "word" } as const;
    const build: BuildChart = (scope) => {
      addGeneratedSecret(scope, { name: "keys", values: { word: copy }, rotatable: true });
    };
    await expect(synthStack(stackWith(build))).rejects.toThrow(
      "asks for word as a copy with utopia-civil/nowhere/word, but the stack makes no Secret nowhere in utopia-civil",
    );
  });
});

/** The example stack with another chart in the place of its first registry's. */
function stackWith(build: BuildChart): Stack {
  const stack = exampleStack();
  const parts = stack.parts.map((part) => {
    if (part.name !== "civil") return part;
    return { ...part, release: { ...part.release, load: async () => ({ default: build }) } };
  });
  return { ...stack, parts };
}
