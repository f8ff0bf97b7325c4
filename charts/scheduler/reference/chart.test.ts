import { describe, expect, it } from "vitest";
import { synthStack } from "../../../constructs/synth.ts";
import { exampleLink, examplePart, exampleStack } from "../../../test/example-stack.ts";
import { type Environment, messaging, type Stack } from "../../spi/index.ts";
import { schedulerOptions } from "./options.ts";
import { problemsOf } from "./problems.ts";
import product from "./product.ts";

function stackWith(options: object, environment: Environment = "development"): Stack {
  const part = examplePart("times", "scheduler", schedulerOptions.parse(options), undefined, product);
  const stack = exampleStack();
  return {
    ...stack,
    environment,
    parts: [...stack.parts, part],
    links: [...stack.links, exampleLink("social", "times")],
  };
}

/** The objects of the part, by `KIND/NAME`. */
async function objectsOf(stack: Stack): Promise<ReadonlyMap<string, string>> {
  const own = (await synthStack(stack)).filter(({ part }) => part === "times");
  const nameOf = ({ object }: (typeof own)[number]) =>
    `${object.kind}/${(object["metadata"] as { name: string }).name}`;
  return new Map(own.map((one) => [nameOf(one), JSON.stringify(one.object)]));
}

describe("the scheduler's objects", () => {
  it("have a token for each requestor, in a file", async () => {
    const objects = await objectsOf(stackWith({ requestors: ["clinic", "desk"] }));
    expect(objects.get("Secret/times-requestors")).toBeDefined();
    expect((await objectsOf(stackWith({}))).get("Secret/times-requestors")).toBeUndefined();
    expect(objects.get("StatefulSet/times")).toContain('"mountPath":"/run/secrets/country-stack/requestors"');
    expect(objects.get("ConfigMap/times-configuration")).toContain(
      '\\"tokenFile\\": \\"/run/secrets/country-stack/requestors/clinic\\"',
    );
  });

  it("let alerts out to the hosts that are named, and to no others", async () => {
    const out = async (options: object) =>
      [...(await objectsOf(stackWith(options)))]
        .filter(([, text]) => text.includes('"egress"'))
        .map(([name]) => name);
    expect(await out({})).toEqual([]);
    expect(await out({ alertHosts: [{ host: "back.gov.example" }] })).toEqual([
      "NetworkPolicy/all-to-back.gov.example-443",
    ]);
  });
});

describe("a profile with a scheduler", () => {
  it("sends alerts by e-mail where it says so, through the mediator", () => {
    expect(product.requires(schedulerOptions.parse({}))).toEqual([]);
    expect(product.requires(schedulerOptions.parse({ emailAlerts: true }))).toEqual([messaging()]);
    const stack = stackWith({ emailAlerts: true });
    const link = { ...exampleLink("times", "messages"), capability: messaging() };
    const messages = examplePart("messages", "messaging", {}, undefined, undefined);
    const full = { ...stack, parts: [...stack.parts, messages], links: [...stack.links, link] };
    const part = full.parts.find(({ name }) => name === "times");
    if (part === undefined) throw new Error("there is no part");
    const config = product.reference?.(
      { stack: full, part, options: part.options },
      (name) => `http://${name}.example`,
    );
    expect(config).toMatchObject({
      mediator: "http://mediator.example",
      settings: { messagingPath: "/r1/XU/GOV/70001/messages/messaging", allowLoopbackTargets: false },
    });
  });

  it("has to name who may ask outside of development", () => {
    const problems = (options: object, environment: Environment) => {
      const stack = stackWith(options, environment);
      const part = stack.parts.at(-1);
      if (part === undefined) throw new Error("there is no part");
      return problemsOf(stack, part, schedulerOptions.parse(options)).map(({ option }) => option);
    };
    expect(problems({}, "staging")).toEqual([["requestors"]]);
    expect(problems({ requestors: ["clinic"] }, "production")).toEqual([]);
    expect(problems({}, "development")).toEqual([]);
  });
});
