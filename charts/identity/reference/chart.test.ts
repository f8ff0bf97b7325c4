import { describe, expect, test } from "vitest";
import { synthStack } from "../../../constructs/synth.ts";
import { exampleLink, examplePart, exampleStack } from "../../../test/example-stack.ts";
import { messaging, oidc, type Stack } from "../../spi/index.ts";
import { type IdentityOptions, identityOptions } from "./options.ts";
import { problemsOf } from "./problems.ts";
import product from "./product.ts";

const BACK = "https://civil.gov.example/back";

/** The example stack with an identity part, to which `civil` is linked. */
function stackWith(options: Partial<IdentityOptions>, changes: Partial<Stack> = {}): Stack {
  const stack = exampleStack(2, changes);
  const parsed = identityOptions.parse(options);
  const identity = examplePart("identity", "identity", parsed, undefined, product);
  const link = { ...exampleLink("civil", "identity"), capability: oidc(), via: "direct" as const };
  return { ...stack, parts: [...stack.parts, identity], links: [...stack.links, link] };
}

async function configurationOf(stack: Stack) {
  const manifests = await synthStack(stack);
  const own = manifests.filter(({ part }) => part === "identity").map(({ object }) => object);
  const data = own.find(({ kind }) => kind === "ConfigMap")?.["data"] as Record<string, string>;
  const secrets = own
    .filter(({ kind }) => kind === "Secret")
    .map(({ metadata }) => [
      metadata.name,
      JSON.parse(metadata.annotations?.["country-stack/generate"] ?? "") as unknown,
    ]);
  return { config: JSON.parse(data["config.json"] ?? ""), secrets: Object.fromEntries(secrets) };
}

describe("the identity server's chart", () => {
  test("makes a client of each linked part with an address to return to, which proves itself by its own key", async () => {
    const stack = stackWith({ redirectUris: { civil: [BACK] }, claims: { civil: ["name", "birthdate"] } });
    const { config, secrets } = await configurationOf(stack);
    expect(config.settings.clients).toEqual([
      {
        id: "civil",
        name: "Reference digital registries",
        relyingParty: "civil",
        redirectUris: [BACK],
        claims: ["name", "birthdate"],
        publicKeyFile: "/run/secrets/country-stack/clients/civil",
      },
    ]);
    expect(secrets["identity-clients"]).toEqual({
      civil: { generate: "rsa-keypair", publicKey: "civil.pub" },
    });
    expect(secrets["identity-client-keys"]).toEqual({
      civil: { generate: "copy", secret: "identity-clients", key: "civil.pub" },
    });
  });

  test("tells it its issuer, its own addresses and where the management's token is", async () => {
    const { config, secrets } = await configurationOf(stackWith({ partners: ["wallets"] }));
    const own = "https://identity.utopia-identity.svc.cluster.local:8080";
    expect(config).toMatchObject({
      managementTokenFile: "/run/secrets/country-stack/management/token",
      settings: {
        issuer: own,
        addresses: [own],
        partners: [{ id: "wallets", apiKeyFile: "/run/secrets/country-stack/partners/wallets" }],
      },
    });
    expect(config.settings).not.toHaveProperty("clients");
    expect(secrets["identity-partners"]).toEqual({ wallets: { generate: "password", length: 40 } });
    const issuer = "https://id.gov.example";
    expect((await configurationOf(stackWith({ issuer }))).config.settings.issuer).toBe(issuer);
  });

  test("sends codes through the mediator where there is a part for that", async () => {
    expect(product.requires({ deliverCodes: "development" })).toEqual([]);
    expect(product.requires({ deliverCodes: "messaging" })).toEqual([messaging()]);
    const stack = stackWith({ deliverCodes: "messaging" });
    const link = { ...exampleLink("identity", "messages"), capability: messaging() };
    const messages = examplePart("messages", "messaging", {}, undefined, undefined);
    const full = { ...stack, parts: [...stack.parts, messages], links: [...stack.links, link] };
    const identity = full.parts.find(({ name }) => name === "identity");
    if (identity === undefined) throw new Error("no identity");
    const config = product.reference?.(
      { stack: full, part: identity, options: identity.options },
      (name) => `http://${name}.example`,
    );
    expect(config).toMatchObject({
      mediator: "http://mediator.example",
      settings: { messagingPath: "/r1/XU/GOV/70001/messages/messaging" },
    });
  });

  test("does not let codes be read outside of development, nor strangers be named", () => {
    const stack = stackWith({}, { environment: "staging" });
    const part = stack.parts.find(({ name }) => name === "identity");
    if (part === undefined) throw new Error("no identity");
    const problems = problemsOf(stack, part, identityOptions.parse({ redirectUris: { nobody: [BACK] } }));
    expect(problems.map(({ option }) => option)).toEqual([["deliverCodes"], ["redirectUris", "nobody"]]);
    const good = identityOptions.parse({ deliverCodes: "messaging", redirectUris: { civil: [BACK] } });
    expect(problemsOf(stack, part, good)).toEqual([]);
  });
});
