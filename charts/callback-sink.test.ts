import { describe, expect, it } from "vitest";
import { selectorOf } from "../constructs/labels.ts";
import { evaluatePolicies } from "../constructs/may.ts";
import { synthStack } from "../constructs/synth.ts";
import { exampleStack } from "../test/example-stack.ts";
import { validateObject } from "../test/kubernetes-schema.ts";
import {
  callbackSink,
  SINK_NAME,
  SINK_PORT,
  sinkAddress,
  sinkCallers,
  sinkNamespace,
} from "./callback-sink.ts";
import {
  type KubeObject,
  type Manifest,
  manifestId,
  mediatorOf,
  type Part,
  partOf,
  type Stack,
} from "./spi/index.ts";

const TOKEN = "a-token-of-a-test-that-opens-nothing";
const stack = exampleStack();
const mediator = mediatorOf(stack) as Part;
const choice = { token: TOKEN, expires: new Date("2030-01-02T03:04:05Z"), lifetimeS: 60 };
const objects = callbackSink(stack, sinkCallers(stack), choice);

/** The stack, with a part that makes calls of its own. */
const social = partOf(stack, "social");
const { conformance } = social.product;
const talking = { ...social.product, conformance: { ...conformance, emits: true } };
const withEmitter: Stack = {
  ...stack,
  parts: stack.parts.map((part) => (part === social ? { ...social, product: talking } : part)),
};

function find(kind: string): KubeObject & { readonly spec: Record<string, unknown> } {
  return objects.find((object) => object.kind === kind) as ReturnType<typeof find>;
}

describe("the call-back sink in a cluster", () => {
  it("is made of objects that an API server of Kubernetes 1.34 takes in strict mode", () => {
    expect(objects.flatMap((object) => validateObject(object))).toEqual([]);
    expect(objects[0]?.kind).toBe("Namespace");
  });

  it("is marked as this stack's, as temporary, and with its end", () => {
    for (const { metadata } of objects) {
      expect(metadata.labels).toMatchObject({
        "app.kubernetes.io/managed-by": "country-stack",
        "country-stack/stack": "utopia",
        "country-stack/temporary": "callback-sink",
      });
    }
    expect(find("Namespace").metadata).toMatchObject({
      name: "utopia-callback-sink",
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
      annotations: { "country-stack/expires": "2030-01-02T03:04:05.000Z" },
    });
    expect(find("Pod").spec).toMatchObject({ activeDeadlineSeconds: 60, restartPolicy: "Never" });
  });

  it("has the token in its Secret and nowhere else", () => {
    const holding = objects.filter((object) => JSON.stringify(object).includes(TOKEN));
    expect(holding.map(({ kind }) => kind)).toEqual(["Secret"]);
  });

  it("is called by the mediator, by nobody else, and calls nobody", async () => {
    const installed = await synthStack(stack);
    const placed: Manifest[] = objects.map((object) => ({ part: SINK_NAME, id: manifestId(object), object }));
    const { may } = evaluatePolicies([...installed, ...placed]);
    expect(may("mediator", SINK_NAME, SINK_PORT)).toBe(true);
    expect(may("mediator", SINK_NAME, SINK_PORT + 1)).toBe(false);
    for (const { name, product } of stack.parts) {
      if (name !== "mediator") expect(may(name, SINK_NAME, SINK_PORT), name).toBe(false);
      for (const port of Object.values(product.ports)) expect(may(SINK_NAME, name, port), name).toBe(false);
    }
    const without = placed.filter(({ object }) => object.metadata.namespace !== mediator.namespace);
    expect(evaluatePolicies([...installed, ...without]).may("mediator", SINK_NAME, SINK_PORT)).toBe(false);
  });

  it("is called by parts that make calls of their own, too", async () => {
    expect(sinkCallers(withEmitter).map(({ name }) => name)).toEqual(["mediator", "social"]);
    const installed = await synthStack(withEmitter);
    const placed = callbackSink(withEmitter, sinkCallers(withEmitter), choice).map(
      (object): Manifest => ({ part: SINK_NAME, id: manifestId(object), object }),
    );
    const { may } = evaluatePolicies([...installed, ...placed]);
    expect(may("social", SINK_NAME, SINK_PORT)).toBe(true);
    expect(may("mediator", SINK_NAME, SINK_PORT)).toBe(true);
    expect(may("civil", SINK_NAME, SINK_PORT)).toBe(false);
    expect(may(SINK_NAME, "social", 8080)).toBe(false);
  });

  it("is called by nobody of another installation", () => {
    const external = { url: "https://elsewhere.example" };
    const parts = withEmitter.parts.map((part) => ({ ...part, external }));
    expect(sinkCallers({ ...withEmitter, parts })).toEqual([]);
  });

  it("lets the mediator ask for its name, also one that calls nobody else", () => {
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
    const out = policies.find(({ metadata }) => metadata.namespace === mediator.namespace);
    expect(out?.["spec"]).toMatchObject({
      podSelector: { matchLabels: selectorOf(mediator) },
      policyTypes: ["Egress"],
      egress: [
        {},
        {
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
      ],
    });
  });

  it("is the mirror's image, pulled with the profile's secret", () => {
    const images = { registry: "registry.example/utopia", pullSecret: "pull" };
    const mirrored = callbackSink({ ...stack, images }, sinkCallers(stack), choice).at(-1);
    expect(mirrored?.["spec"]).toMatchObject({
      imagePullSecrets: [{ name: "pull" }],
      containers: [{ image: expect.stringMatching(/^registry\.example\/utopia\/country-stack\/reference:/) }],
    });
  });

  it("has an address that its Service answers to", () => {
    const { hostname, port } = new URL(sinkAddress(stack));
    const { metadata, spec } = find("Service");
    expect(hostname).toBe(`${metadata.name}.${sinkNamespace(stack)}.svc.cluster.local`);
    expect(spec["ports"]).toMatchObject([{ port: Number(port) }]);
    expect(find("Pod").metadata.labels).toMatchObject(spec["selector"] as object);
  });
});
