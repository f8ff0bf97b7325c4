import { describe, expect, it, test } from "vitest";
import { evaluatePolicies } from "../../../constructs/may.ts";
import { synthStack } from "../../../constructs/synth.ts";
import { validateObject } from "../../../test/kubernetes-schema.ts";
import { resolveLines, stackOfLines, strangerIn } from "../../../test/platform-consumer.ts";
import { problemsOf } from "./hosts.ts";

const lines = (hosts: string, more = "") => `blocks:
  information-mediator: { parts: { mediator: reference } }
  digital-registries: { parts: { civil: reference, social: reference } }
  cms: { parts: { site: { product: consumer, options: { needs: [valkey] } } } }
  cloud-infrastructure:
    parts:
      way-in:
        product: gateway
        options: { className: traefik, proxies: ingress, certificate: tls, ${more} hosts: ${hosts} }
`;
const TWO = "{ civil.example: { part: civil, port: api }, site.example: { part: site, port: api } }";

describe("a gateway", () => {
  test("has a listener with TLS for each host, and each host a route beside its part", async () => {
    const manifests = await synthStack(stackOfLines(lines(TWO, "issuer: trusted,")));
    const made = manifests.filter(({ object }) => object.apiVersion.startsWith("gateway."));
    expect(made.map(({ id }) => id).sort()).toEqual([
      "gateway.networking.k8s.io/utopia-civil/HTTPRoute/way-in-civil.example",
      "gateway.networking.k8s.io/utopia-site/HTTPRoute/way-in-site.example",
      "gateway.networking.k8s.io/utopia-way-in/Gateway/way-in",
    ]);
    expect(made.flatMap(({ object }) => validateObject(object))).toEqual([]);
    const gateway = made.find(({ object }) => object.kind === "Gateway")?.object;
    expect(gateway?.metadata.annotations).toEqual({ "cert-manager.io/cluster-issuer": "trusted" });
    expect(gateway?.["spec"]).toMatchObject({
      gatewayClassName: "traefik",
      listeners: [
        {
          name: "civil.example",
          hostname: "civil.example",
          protocol: "HTTPS",
          tls: { certificateRefs: [{ name: "tls" }] },
        },
        {
          name: "site.example",
          hostname: "site.example",
          protocol: "HTTPS",
          tls: { certificateRefs: [{ name: "tls" }] },
        },
      ],
    });
    const route = made.find(({ id }) => id.includes("civil"))?.object;
    expect(route?.["spec"]).toEqual({
      parentRefs: [{ name: "way-in", namespace: "utopia-way-in", sectionName: "civil.example" }],
      hostnames: ["civil.example"],
      rules: [{ backendRefs: [{ name: "civil", port: 8080 }] }],
    });
  });

  test("lets the pods of its controller reach exactly the ports that it names", async () => {
    const manifests = await synthStack(stackOfLines(lines(TWO)));
    const { may } = evaluatePolicies([...manifests, ...strangerIn("ingress"), ...strangerIn("elsewhere")]);
    const targets = ["mediator", "civil", "social", "site", "site-valkey"];
    expect(targets.filter((to) => may("ingress", to, 8080))).toEqual(["civil", "site"]);
    expect(targets.filter((to) => may("ingress", to, 6379))).toEqual([]);
    expect(targets.filter((to) => may("elsewhere", to, 8080))).toEqual([]);
  });

  test("may be there twice", async () => {
    const second = `      other:
        product: gateway
        options: { className: internal, proxies: inside, certificate: tls, hosts: { civil.inside: { part: civil, port: api } } }
`;
    const manifests = await synthStack(stackOfLines(lines(TWO) + second));
    const { may } = evaluatePolicies([...manifests, ...strangerIn("inside")]);
    expect([may("inside", "civil", 8080), may("inside", "site", 8080)]).toEqual([true, false]);
  });
});

describe("a stack without a gateway", () => {
  it("lets nobody in from outside", async () => {
    const blocks = lines(TWO).split("  cloud-infrastructure")[0] ?? "";
    const manifests = await synthStack(stackOfLines(blocks));
    expect(manifests.filter(({ object }) => object.apiVersion.startsWith("gateway."))).toEqual([]);
    const { may } = evaluatePolicies([...manifests, ...strangerIn("ingress")]);
    expect(["mediator", "civil", "social", "site"].filter((to) => may("ingress", to, 8080))).toEqual([]);
  });
});

describe("a host", () => {
  const stack = stackOfLines(lines(TWO));
  const problems = (part: string, port: string) =>
    problemsOf(stack, { className: "a", proxies: "a", certificate: "a", hosts: { h: { part, port } } });

  test("that leads nowhere is refused, with what there is", () => {
    expect(problems("civil", "api")).toEqual([]);
    expect(problems("civl", "api")).toEqual([
      {
        reason: "h leads to the part civl, which the stack does not have",
        remedy: "the parts that can be reached by HTTP are mediator, civil, social, site",
        option: ["hosts", "h", "part"],
      },
    ]);
    expect(problems("civil", "https")[0]?.remedy).toBe("its ports at which HTTP is spoken are api");
    expect(problems("site-valkey", "valkey")[0]).toMatchObject({
      reason: "site-valkey has no port valkey at which HTTP is spoken",
      remedy: "leave the host out",
    });
  });

  test("is a domain name, and there is at least one", () => {
    expect(
      resolveLines(lines("{ Civil: { part: civil, port: api } }")).issues.map(({ code }) => code),
    ).toContain("CS1104");
    expect(resolveLines(lines("{}")).issues.map(({ code }) => code)).toContain("CS1104");
  });
});
