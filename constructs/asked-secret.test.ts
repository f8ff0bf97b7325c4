import { describe, expect, it } from "vitest";
import type { KubeObject } from "../charts/spi/index.ts";
import { exampleStack } from "../test/example-stack.ts";
import { askedSecrets } from "./asked-secret.ts";
import { synthStack } from "./synth.ts";

const ID = "core/utopia-mediator/Secret/mediator-management";
const manifests = await synthStack(exampleStack());

describe("the Secrets that manifests ask for", () => {
  it("are read from their annotations", () => {
    const asked = askedSecrets(manifests);
    expect(asked.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
      "utopia-mediator/mediator-management",
      "utopia-mediator/mediator-authority",
      "utopia-mediator/mediator-operator",
      "utopia-mediator/mediator-tls",
      "utopia-civil/civil-tls",
      "utopia-social/social-tls",
    ]);
    expect(asked[0]).toEqual({
      part: "mediator",
      id: ID,
      namespace: "utopia-mediator",
      name: "mediator-management",
      values: { token: { generate: "password", length: 40 } },
      rotatable: true,
      why: "",
    });
  });

  it("say why they cannot be rotated", () => {
    const annotations = {
      "country-stack/generate": "{}",
      "country-stack/rotatable": "false: the law says so",
    };
    const object: KubeObject = { apiVersion: "v1", kind: "Secret", metadata: { name: "x", annotations } };
    expect(askedSecrets([{ part: "a", id: "x", object }])[0]).toMatchObject({
      rotatable: false,
      why: "the law says so",
    });
  });
});
