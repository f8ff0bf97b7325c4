import { describe, expect, it, test } from "vitest";
import { askedSecrets } from "../../constructs/asked-secret.ts";
import { evaluatePolicies } from "../../constructs/may.ts";
import { checkRules } from "../../constructs/rules/check-rules.ts";
import { problemsOfReferences } from "../../constructs/secret-reference-problems.ts";
import { synthStack } from "../../constructs/synth.ts";
import { validateObject } from "../../test/kubernetes-schema.ts";
import { consumerLine, PLATFORM_KINDS, stackOfLines, strangerIn } from "../../test/platform-consumer.ts";
import type { Manifest, Stack } from "../spi/index.ts";

const two = (...needs: string[]) =>
  `blocks:\n  cms:\n    parts:\n${consumerLine("one", ...needs)}${consumerLine("two", ...needs)}`;
const withPlatform = (lines: string, parts: string) =>
  `${lines}  cloud-infrastructure:\n    parts:\n${parts}`;

/** The environment of a consumer. */
function environmentOf(manifests: readonly Manifest[], part: string): Record<string, unknown> {
  const deployment = manifests.find((one) => one.part === part && one.object.kind === "Deployment")?.object;
  const spec = deployment?.["spec"] as { template: { spec: { containers: { env?: { name: string }[] }[] } } };
  const all = spec.template.spec.containers[0]?.env ?? [];
  return Object.fromEntries(
    all.map(({ name, ...rest }) => {
      const { value, valueFrom } = rest as { value?: string; valueFrom?: { secretKeyRef: unknown } };
      return [name, value ?? valueFrom?.secretKeyRef];
    }),
  );
}

const placesOf = (stack: Stack) =>
  stack.parts.map(({ name, product, namespace }) => `${namespace} ${name} ${product.id}`);

describe("a part that needs a database", () => {
  test("gets one of its own beside it, before it, and nobody else may connect", async () => {
    const stack = stackOfLines(two("postgres"));
    expect(placesOf(stack)).toEqual([
      "utopia-one one-postgres postgres",
      "utopia-two two-postgres postgres",
      "utopia-one one consumer",
      "utopia-two two consumer",
    ]);
    const manifests = await synthStack(stack);
    expect(environmentOf(manifests, "one")).toEqual({
      POSTGRES_HOST: "one-postgres.utopia-one.svc.cluster.local",
      POSTGRES_PORT: "5432",
      POSTGRES_USER: "postgres",
      POSTGRES_PASSWORD: { name: "one-postgres-credentials", key: "password" },
    });
    const { may } = evaluatePolicies(manifests);
    const pairs = stack.parts.flatMap((from) => stack.parts.map((to) => [from.name, to.name] as const));
    expect(pairs.filter(([from, to]) => may(from, to, 5432))).toEqual([
      ["one", "one-postgres"],
      ["two", "two-postgres"],
    ]);
    expect(pairs.filter(([from, to]) => may(from, to, 5433))).toEqual([]);
  });

  test("uses the country's own, at exactly its address, with the Secret that the profile names", async () => {
    const external = "{ external: { host: 10.1.2.3, port: 6432, secretRef: country-login } }";
    const stack = stackOfLines(`${two("postgres")}providers: { postgres: ${external} }\n`);
    expect(stack.parts.map(({ name }) => name)).toEqual(["one", "two"]);
    const manifests = await synthStack(stack);
    expect(environmentOf(manifests, "two")).toEqual({
      POSTGRES_HOST: "10.1.2.3",
      POSTGRES_PORT: "6432",
      POSTGRES_USER: { name: "country-login", key: "username" },
      POSTGRES_PASSWORD: { name: "country-login", key: "password" },
    });
    // Nothing that pods would wait for: this tool does not make that Secret.
    expect(JSON.stringify(manifests)).not.toContain("country-stack/secret-generation");
    const policy = manifests.find(
      ({ id }) => id === "networking.k8s.io/utopia-two/NetworkPolicy/to-postgres",
    );
    expect(policy?.object["spec"]).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: "10.1.2.3/32" } }], ports: [{ port: 6432, protocol: "TCP" }] }],
    });
  });

  test("uses one that the profile names as a part, with a copy of its Secret in the own namespace", async () => {
    const stack = stackOfLines(
      withPlatform(two("postgres", "valkey"), "      db: postgres\n      cache: valkey\n"),
    );
    expect(placesOf(stack).sort()).toEqual([
      "utopia-cache cache valkey",
      "utopia-db db postgres",
      "utopia-one one consumer",
      "utopia-two two consumer",
    ]);
    const manifests = await synthStack(stack);
    expect(environmentOf(manifests, "two")).toMatchObject({
      POSTGRES_HOST: "db.utopia-db.svc.cluster.local",
      POSTGRES_PASSWORD: { name: "two-postgres", key: "password" },
      VALKEY_PASSWORD: { name: "two-valkey", key: "password" },
    });
    const secrets = askedSecrets(manifests);
    const copies = secrets.filter(({ namespace }) => ["utopia-one", "utopia-two"].includes(namespace));
    expect(copies.map(({ name }) => name)).toEqual([
      "one-postgres",
      "one-valkey",
      "two-postgres",
      "two-valkey",
    ]);
    expect(copies[2]?.values).toEqual({
      username: { generate: "copy", namespace: "utopia-db", secret: "db-credentials", key: "username" },
      password: { generate: "copy", namespace: "utopia-db", secret: "db-credentials", key: "password" },
    });
    expect(problemsOfReferences(secrets)).toEqual([]);
    const { may } = evaluatePolicies(manifests);
    expect([
      may("one", "db", 5432),
      may("two", "db", 5432),
      may("db", "one", 8080),
      may("one", "cache", 5432),
    ]).toEqual([true, true, false, false]);
  });

  test("uses one that runs elsewhere as a part of the profile", async () => {
    const elsewhere =
      "      db: { product: postgres, external: { url: 'https://db.gov.example:5433', credentials: { secretRef: login } } }\n";
    const manifests = await synthStack(stackOfLines(withPlatform(two("postgres"), elsewhere)));
    expect(environmentOf(manifests, "one")).toMatchObject({
      POSTGRES_HOST: "db.gov.example",
      POSTGRES_PORT: "5433",
      POSTGRES_PASSWORD: { name: "login", key: "password" },
    });
  });
});

describe("an operator", () => {
  const lines = `${two("postgres")}providers: { postgres: { product: cloudnative-pg } }\n`;

  test("is installed once, before all that it serves", () => {
    expect(placesOf(stackOfLines(lines))).toEqual([
      "utopia-cloudnative-pg-operator cloudnative-pg-operator cloudnative-pg-operator",
      "utopia-one one-postgres cloudnative-pg",
      "utopia-two two-postgres cloudnative-pg",
      "utopia-one one consumer",
      "utopia-two two consumer",
    ]);
  });

  test("makes pods that exactly their part, each other and the operator may call", async () => {
    const stack = stackOfLines(lines);
    const manifests = await synthStack(stack);
    expect(environmentOf(manifests, "one")["POSTGRES_HOST"]).toBe(
      "one-postgres-rw.utopia-one.svc.cluster.local",
    );
    const operator = "utopia-cloudnative-pg-operator";
    const { may } = evaluatePolicies([...manifests, ...strangerIn(operator)]);
    const callers = [...stack.parts.map(({ name }) => name), operator];
    expect(callers.filter((from) => may(from, "one-postgres", 5432))).toEqual([
      "one-postgres",
      "one",
      operator,
    ]);
    expect(callers.filter((from) => may(from, "one-postgres", 8000))).toEqual(["one-postgres", operator]);
  });

  test("that the cluster has already is not installed, and its pods are let in", async () => {
    const there = "{ product: cloudnative-pg-operator, options: { installedIn: cnpg-system } }";
    const providers = `{ postgres: { product: cloudnative-pg }, "operator:cloudnative-pg": ${there} }`;
    const manifests = await synthStack(stackOfLines(`${two("postgres")}providers: ${providers}\n`));
    expect(manifests.filter(({ object }) => object.kind === "HelmRelease")).toEqual([]);
    const { may } = evaluatePolicies([...manifests, ...strangerIn("cnpg-system"), ...strangerIn("other")]);
    expect([may("cnpg-system", "one-postgres", 8000), may("other", "one-postgres", 8000)]).toEqual([
      true,
      false,
    ]);
  });
});

describe.each(["demo", "district", "national"])("in size %s", (size) => {
  const lines = `size: ${size}\n${two(...PLATFORM_KINDS)}`;
  const kinds: Readonly<Record<string, readonly string[]>> = {
    demo: ["authority", "kafka", "mysql", "postgres", "valkey", "versitygw"],
  };
  const beyond = ["authority", "cloudnative-pg", "percona-xtradb-cluster", "strimzi", "valkey", "versitygw"];

  it("every kind of service has the product that is meant for it", () => {
    const platform = stackOfLines(lines).parts.filter(({ block }) => block === "cloud-infrastructure");
    const ids = new Set(platform.map(({ product }) => product.id).filter((id) => !id.endsWith("-operator")));
    expect([...ids].sort()).toEqual(kinds[size] ?? beyond);
  });

  it("its objects are such as the API server takes, and keep every rule that no product needs to break", async () => {
    const stack = stackOfLines(lines);
    const manifests = await synthStack(stack);
    expect(
      manifests.flatMap(({ id, object }) => validateObject(object).map((error) => `${id} ${error}`)),
    ).toEqual([]);
    expect(problemsOfReferences(askedSecrets(manifests))).toEqual([]);
    const findings = checkRules(manifests, { stack }).filter(({ level }) => level === "error");
    expect(findings.filter(({ state }) => state === "violation")).toEqual([]);
  });
});
