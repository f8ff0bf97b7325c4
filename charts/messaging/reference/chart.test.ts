import { describe, expect, it } from "vitest";
import { synthStack } from "../../../constructs/synth.ts";
import { exampleLink, examplePart, exampleStack } from "../../../test/example-stack.ts";
import type { Environment, Stack } from "../../spi/index.ts";
import type { MessagingOptions } from "./options.ts";
import messaging from "./product.ts";

const SMTP = { host: "mail.gov.example", from: "no-reply@gov.example", secretRef: "mail-server" };

function stackWith(options: object, environment: Environment = "development"): Stack {
  const part = examplePart("messages", "messaging", messaging.options.parse(options), undefined, messaging);
  const stack = exampleStack();
  return {
    ...stack,
    environment,
    parts: [...stack.parts, part],
    links: [...stack.links, exampleLink("social", "messages")],
  };
}

/** The objects of the part, by `KIND/NAME`. */
async function objectsOf(stack: Stack): Promise<ReadonlyMap<string, string>> {
  const own = (await synthStack(stack)).filter(({ part }) => part === "messages");
  const nameOf = ({ object }: (typeof own)[number]) =>
    `${object.kind}/${(object["metadata"] as { name: string }).name}`;
  return new Map(own.map((one) => [nameOf(one), JSON.stringify(one.object)]));
}

describe("a messaging server with a mail server", () => {
  it("may reach exactly that one, and the hosts of call-backs", async () => {
    const callbackHosts = [{ host: "back.gov.example" }];
    const objects = await objectsOf(stackWith({ smtp: SMTP, callbackHosts }));
    const egress = [...objects].filter(([, text]) => text.includes('"egress"')).map(([name]) => name);
    expect(egress).toEqual([
      "NetworkPolicy/all-to-mail.gov.example-465",
      "NetworkPolicy/all-to-back.gov.example-443",
    ]);
    const policy = objects.get("NetworkPolicy/all-to-mail.gov.example-465");
    expect(policy).toContain('"ports":[{"port":465,"protocol":"TCP"}]');
    expect(policy).toContain("169.254.169.254/32");
  });

  it("reads the credentials that somebody brings, the key and the token as files", async () => {
    const objects = await objectsOf(stackWith({ smtp: SMTP }));
    const secrets = [...objects.keys()].filter((name) => name.startsWith("Secret/"));
    expect(secrets).toEqual(["Secret/messages-key", "Secret/messages-management", "Secret/messages-tls"]);
    const pod = objects.get("StatefulSet/messages");
    expect(pod).toContain('"country-stack/secret-generation":"messages-key=1,messages-management=1"');
    for (const folder of ["key", "management", "smtp"])
      expect(pod).toContain(`"mountPath":"/run/secrets/country-stack/${folder}"`);
    expect(pod).toContain('"secretName":"mail-server"');
    const config = objects.get("ConfigMap/messages-configuration");
    expect(config).toContain('\\"credentialsFolder\\": \\"/run/secrets/country-stack/smtp\\"');
    expect(config).not.toContain("callbackHosts");
  });
});

it("a messaging server without a mail server gets out of its namespace nowhere", async () => {
  const objects = await objectsOf(stackWith({}));
  expect([...objects].filter(([, text]) => text.includes('"egress"'))).toEqual([]);
  expect(objects.get("StatefulSet/messages")).not.toContain("/run/secrets/country-stack/smtp");
});

describe("a profile with a messaging server", () => {
  const problemsOf = (options: object, environment: Environment) => {
    const stack = stackWith(options, environment);
    const part = stack.parts.at(-1);
    if (part === undefined) throw new Error("there is no part");
    return messaging.problems?.(stack, part, part.options as MessagingOptions).map(({ option }) => option);
  };

  it("needs a mail server outside of development, and one with encryption", () => {
    const plain = { smtp: { ...SMTP, security: "none" } };
    for (const environment of ["staging", "production"] as const) {
      expect(problemsOf({}, environment)).toEqual([undefined]);
      expect(problemsOf(plain, environment)).toEqual([["smtp", "security"]]);
      expect(problemsOf({ smtp: SMTP }, environment)).toEqual([]);
    }
    expect([...(problemsOf({}, "development") ?? []), ...(problemsOf(plain, "development") ?? [])]).toEqual(
      [],
    );
  });

  it.each([
    ["a host that is none", { smtp: { ...SMTP, host: "mail server" } }],
    ["a port that is none", { smtp: { ...SMTP, port: 0 } }],
    ["a sender that is no address", { smtp: { ...SMTP, from: "nobody" } }],
    ["a certificate that is none", { smtp: { ...SMTP, ca: "trust me" } }],
    ["a password", { smtp: { ...SMTP, password: "x" } }],
  ])("is refused with %s", (_, options) => {
    expect(messaging.options.safeParse(options).success).toBe(false);
  });
});
