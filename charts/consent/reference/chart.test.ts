import { describe, expect, it } from "vitest";
import { synthStack } from "../../../constructs/synth.ts";
import { examplePart, exampleStack } from "../../../test/example-stack.ts";
import type { Environment, Stack } from "../../spi/index.ts";
import { configureConsent } from "./config.ts";
import type { ConsentOptions } from "./options.ts";
import consent from "./product.ts";

const HOOKS = { webhookHosts: [{ host: "hooks.gov.example" }] };

function stackWith(options: object, environment: Environment = "development"): Stack {
  const part = examplePart("consents", "consent", consent.options.parse(options), undefined, consent);
  const stack = exampleStack();
  return { ...stack, environment, parts: [...stack.parts, part] };
}

/** The objects of the part, by `KIND/NAME`. */
async function objectsOf(stack: Stack): Promise<ReadonlyMap<string, string>> {
  const own = (await synthStack(stack)).filter(({ part }) => part === "consents");
  const nameOf = ({ object }: (typeof own)[number]) =>
    `${object.kind}/${(object["metadata"] as { name: string }).name}`;
  return new Map(own.map((one) => [nameOf(one), JSON.stringify(one.object)]));
}

/** The settings of the part, at this address of its own. */
function settingsOf(stack: Stack, address: string) {
  const part = stack.parts.at(-1);
  if (part === undefined) throw new Error("there is no part");
  const context = { stack, part, options: part.options as ConsentOptions };
  return configureConsent(context, () => address).settings;
}

describe("a consent server", () => {
  it("may reach exactly the hosts of webhooks", async () => {
    const objects = await objectsOf(stackWith(HOOKS));
    const egress = [...objects].filter(([, text]) => text.includes('"egress"')).map(([name]) => name);
    expect(egress).toEqual(["NetworkPolicy/all-to-hooks.gov.example-443"]);
    const alone = await objectsOf(stackWith({}));
    expect([...alone].filter(([, text]) => text.includes('"egress"'))).toEqual([]);
  });

  it("reads the management's token as a file that the stack makes", async () => {
    const objects = await objectsOf(stackWith({}));
    expect([...objects.keys()].filter((name) => name.startsWith("Secret/"))).toEqual([
      "Secret/consents-management",
      "Secret/consents-tls",
    ]);
    expect(objects.get("StatefulSet/consents")).toContain(
      '"mountPath":"/run/secrets/country-stack/management"',
    );
    expect(objects.get("ConfigMap/consents-configuration")).toContain("managementTokenFile");
  });

  it("knows the sink of checks as a host of webhooks, but in production", () => {
    const hook = { host: "hooks.gov.example", port: 443 };
    const sink = { host: "callback-sink.utopia-callback-sink.svc.cluster.local", port: 8080 };
    const address = "http://consents.utopia-consents.svc.cluster.local:8080";
    expect(settingsOf(stackWith(HOOKS), address)).toMatchObject({
      webhookHosts: [hook, sink],
      allowLoopbackTargets: false,
    });
    expect(settingsOf(stackWith(HOOKS, "production"), address)).toMatchObject({ webhookHosts: [hook] });
    expect(settingsOf(stackWith({}), "http://127.0.0.1:9")).toMatchObject({ allowLoopbackTargets: true });
  });

  it.each([
    ["a host that is none", { webhookHosts: [{ host: "hooks example" }] }],
    ["a port that is none", { webhookHosts: [{ host: "hooks.example", port: 0 }] }],
    ["an address in place of a host", { webhookHosts: ["https://hooks.example/"] }],
    ["an unknown option", { webhooks: [] }],
  ])("is refused with %s", (_, options) => {
    expect(consent.options.safeParse(options).success).toBe(false);
  });
});
