import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluatePolicies } from "../../../constructs/may.ts";
import { parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import { checkRules } from "../../../constructs/rules/check-rules.ts";
import { synthStack } from "../../../constructs/synth.ts";
import { productStack } from "../../../test/product-profile.ts";
import { ROOT } from "../../../test/run-cli.ts";
import { type Manifest, SIZES, type Size, type Stack } from "../../spi/index.ts";
import { overlaysOf } from "./overlay.ts";
import product from "./product.ts";
import type { MojaloopOptions } from "./settings.ts";

const optionsOf = (given: object = {}) => product.options.parse(given) as MojaloopOptions;

function stackOf(size: Size, options: object = {}, overrides: object = {}): Stack {
  const stack = productStack(product, size);
  const parts = stack.parts.map((part) =>
    part.name === "example" ? { ...part, options: optionsOf(options), overrides } : part,
  );
  return { ...stack, parts };
}

async function objectsOf(size: Size, options: object = {}, overrides: object = {}): Promise<Manifest[]> {
  const manifests = await synthStack(stackOf(size, options, overrides));
  return manifests.filter(({ part }) => part === "example");
}

interface Container {
  readonly name: string;
  readonly command?: string[];
  readonly resources: { readonly requests: { readonly cpu: string; readonly memory: string } };
}

interface Workload {
  readonly spec: {
    readonly replicas?: number;
    readonly template: {
      readonly spec: { readonly containers: Container[]; readonly initContainers?: Container[] };
    };
  };
}

const SERVING: readonly string[] = ["Deployment", "StatefulSet"];

const workloadsOf = (manifests: readonly Manifest[], kinds = SERVING) =>
  manifests
    .filter(({ object }) => kinds.includes(object.kind))
    .map(({ object }) => ({ name: object.metadata.name, ...(object as unknown as Workload) }));

function requestsOf(manifests: readonly Manifest[], kinds = SERVING): { cpu: number; memory: number } {
  const sum = { cpu: 0, memory: 0 };
  for (const { spec } of workloadsOf(manifests, kinds)) {
    for (const { resources } of spec.template.spec.containers) {
      sum.cpu += parseCpu(resources.requests.cpu) * (spec.replicas ?? 1);
      sum.memory += parseBytes(resources.requests.memory) * (spec.replicas ?? 1);
    }
  }
  return sum;
}

const fileOf = (manifests: readonly Manifest[], configMap: string, file = "config.json") => {
  const found = manifests.find(
    ({ object }) => object.kind === "ConfigMap" && object.metadata.name === configMap,
  );
  const files = (found?.object["data"] ?? {}) as Record<string, string>;
  return JSON.parse(files[file] ?? "null") as Record<string, unknown>;
};

describe("what the part asks for", () => {
  test.for([
    ["demo", ["Deployment", "StatefulSet"]],
    ["demo", ["Deployment", "StatefulSet", "Job"]],
    ["district", ["Deployment", "StatefulSet"]],
    ["district", ["Deployment", "StatefulSet", "Job"]],
  ] as const)("is its footprint in size %s, with %s", async ([size, kinds]) => {
    const { cpu, memory } = requestsOf(await objectsOf(size), kinds);
    expect(Math.abs(cpu / parseCpu(product.footprint[size].cpu) - 1)).toBeLessThan(0.1);
    expect(Math.abs(memory / parseBytes(product.footprint[size].memory) - 1)).toBeLessThan(0.1);
  });

  test("follows what the profile gives it, and the number of replicas", async () => {
    const twice = await objectsOf("demo", {}, { resources: { cpu: "1200m", memory: "4224Mi" } });
    expect(requestsOf(twice)).toEqual({ cpu: 1150, memory: 3968 * 2 ** 20 });
    const more = workloadsOf(await objectsOf("district", {}, { replicas: 4 }));
    const replicas = Object.fromEntries(more.map(({ name, spec }) => [name, spec.replicas]));
    expect(replicas).toMatchObject({ "example-ledger-prepare": 4, "example-ledger-rest": 1, example: 1 });
  });
});

test.for(SIZES)("in size %s no rule is broken, and nothing is needed beyond them", async (size) => {
  const stack = stackOf(size);
  const findings = checkRules(await synthStack(stack), { stack }).filter(({ part }) => part === "example");
  expect(findings.filter(({ state, level }) => state !== "opaque" && level === "error")).toEqual([]);
});

describe("processes of the ledger", () => {
  test.for(["demo", "district"] as const)("read each topic once in size %s", async (size) => {
    const commands = workloadsOf(await objectsOf(size)).map(({ spec }) =>
      (spec.template.spec.containers[0]?.command ?? []).join(" "),
    );
    // Beside the other position handler it would book everything a second time.
    expect(commands.filter((command) => command.includes("--positionbatch"))).toEqual([]);
    for (const flag of ["--prepare", "--position", "--fulfil", "--timeout", "--admin", "--notification"]) {
      const handlers = commands.filter((command) => command.includes("handlers") && command.includes(flag));
      expect(handlers, flag).toHaveLength(size === "demo" ? 0 : 1);
    }
  });

  test.for([
    ["demo", false],
    ["district", true],
  ] as const)("in size %s the API's handlers are switched off: %s", async ([size, isOff]) => {
    const manifests = await objectsOf(size);
    for (const file of ["central-ledger.json", "ml-api-adapter.json"]) {
      expect(fileOf(manifests, "example-overlays", file)["HANDLERS"], file).toEqual({ DISABLED: isOff });
      const handler = fileOf(manifests, "example-overlays", file.replace(".json", "-handler.json"));
      expect(handler?.["HANDLERS"], file).toEqual(isOff ? { DISABLED: false } : undefined);
    }
  });

  test("begin when their topics and tables are there", async () => {
    const ledger = workloadsOf(await objectsOf("demo")).find(({ name }) => name === "example-central-ledger");
    const names = ledger?.spec.template.spec.initContainers?.map(({ name }) => name);
    expect(names).toEqual(["await-tables", "await"]);
    expect(fileOf(await objectsOf("demo"), "example-central-ledger-await")["topics"]).toContain(
      "topic-transfer-prepare",
    );
  });
});

test("a migration that fails begins with its database again, in one pod at a time", async () => {
  const jobs = (await objectsOf("demo")).filter(({ object }) => object.metadata.name.includes("-migrate-"));
  expect(jobs).toHaveLength(3);
  for (const { object } of jobs) {
    const { template } = object["spec"] as {
      template: { spec: { restartPolicy: string } & Workload["spec"]["template"]["spec"] };
    };
    expect(template.spec.restartPolicy).toBe("Never");
    const names = template.spec.initContainers?.map(({ name }) => name);
    expect(names?.slice(0, 2)).toEqual(["create-database", "migrate"]);
    expect(object["spec"]).not.toHaveProperty("parallelism");
  }
});

describe("the network", () => {
  const evaluatorOf = async (options: object = {}) => {
    const manifests = await synthStack(stackOf("demo", options));
    const component = (name: string) => ({
      ...(manifests.find(({ object }) => object.metadata.name === name) as Manifest),
      part: name,
    });
    const names = [
      "example",
      "example-simulator",
      "example-central-ledger",
      "example-ml-api-adapter",
      "example-quoting",
    ];
    const pods = names.flatMap((name) =>
      manifests
        .filter(({ object }) => object.metadata.name === name && /Deployment|StatefulSet/.test(object.kind))
        .map(({ object }) => ({ ...component(name), object })),
    );
    const others = manifests.filter(({ object }) => /Namespace|NetworkPolicy/.test(object.kind));
    const mediator = manifests.filter(
      ({ part, object }) => part === "mediator" && object.kind === "StatefulSet",
    );
    return evaluatePolicies([...others, ...pods, ...mediator]);
  };

  test("lets nobody but the adapter and the hub's own reach the ledger, which asks nobody who they are", async () => {
    const { may } = await evaluatorOf();
    expect(may("example", "example-central-ledger", 3001)).toBe(true);
    expect(may("example-ml-api-adapter", "example-central-ledger", 3001)).toBe(true);
    expect(may("example-simulator", "example-central-ledger", 3001)).toBe(false);
    expect(may("mediator", "example-central-ledger", 3001)).toBe(false);
  });

  test("lets only the hub call the adapter back", async () => {
    const { may } = await evaluatorOf();
    expect(may("example-ml-api-adapter", "example", 8081)).toBe(true);
    expect(may("example-quoting", "example", 8081)).toBe(false);
    expect(may("example-simulator", "example", 8081)).toBe(false);
    expect(may("mediator", "example", 8081)).toBe(false);
  });

  test("lets the hub out to the participants that the profile names, and the adapter to where results go", async () => {
    const participants = [{ name: "firstbank", url: "https://fspiop.first.example" }];
    const callbackOrigins = ["https://mis.gov.example:8443"];
    const manifests = await objectsOf("demo", { participants, callbackOrigins });
    const policies = manifests
      .map(({ object }) => object.metadata.name)
      .filter((name) => name.includes("example-"));
    expect(policies.filter((name) => name.endsWith("fspiop.first.example-443"))).toHaveLength(3);
    expect(policies).toContain("example-main-to-mis.gov.example-8443");
    expect(fileOf(manifests, "example-bootstrap")["dfsps"]).toMatchObject([
      { name: "govpayer", funds: 1_000_000 },
      { name: "firstbank", funds: 0, netDebitCap: 0 },
      { name: "payerfsp" },
      { name: "payeefsp", parties: ["27713803912", "27713803913"] },
    ]);
    expect(fileOf(manifests, "example-adapter")["callbackOrigins"]).toEqual([
      "https://mediator.utopia-mediator.svc.cluster.local:8080",
      "https://mis.gov.example:8443",
    ]);
  });
});

describe("the full chart", () => {
  test("is upstream's at one version, with names of Secrets in place of passwords", async () => {
    const manifests = await objectsOf("national");
    const release = manifests.find(({ object }) => object.kind === "HelmRelease")?.object["spec"] as {
      chart: { spec: { chart: string; version: string } };
      values: Record<string, Record<string, unknown>>;
    };
    expect(release.chart.spec).toMatchObject({ chart: "mojaloop", version: "17.2.0" });
    const ledger = release.values["centralledger"]?.["centralledger-service"];
    expect(ledger).toMatchObject({
      config: {
        db_user: "central_ledger",
        db_secret: { name: "example-databases", key: "central-ledger" },
        kafka_host: "example-kafka-kafka-bootstrap.utopia-example.svc.cluster.local",
      },
    });
    expect(JSON.stringify(release.values)).not.toMatch(/password/i);
    expect(workloadsOf(manifests).map(({ name }) => name)).toEqual(["example"]);
    expect(fileOf(manifests, "example-topics")["topics"]).toHaveLength(24);
  });

  test("is found where the profile says, if it is not where it is expected", async () => {
    const addresses = { ledger: "http://ledger.hub.example/" };
    const { hub } = fileOf(await objectsOf("national", { addresses }), "example-adapter");
    expect(hub).toMatchObject({
      ledger: "http://ledger.hub.example",
      quotes: "http://moja-quoting-service.utopia-example.svc.cluster.local",
    });
  });
});

describe("a profile that Mojaloop cannot serve", () => {
  const problemsOf = (options: object, changes: Partial<Stack> = {}) => {
    const stack = { ...stackOf("demo", options), ...changes };
    const part = stack.parts.find(({ name }) => name === "example");
    if (part === undefined) throw new Error("no part");
    return (product.problems?.(stack, part, part.options) ?? []).map(({ reason }) => reason);
  };

  test("is told so", () => {
    const country = { name: "Utopia", code: "XU", currency: "XAU" };
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({}, { country })).toEqual(["Mojaloop's tables do not know the currency XAU"]);
    expect(problemsOf({}, { environment: "production" })).toHaveLength(1);
    expect(problemsOf({ simulatedDfsps: false }, { environment: "production" })).toEqual([]);
    expect(problemsOf({ payer: { fsp: "payeefsp" } })).toHaveLength(1);
    const participants = [{ name: "govpayer", url: "https://first.example" }];
    expect(problemsOf({ participants })).toEqual(["another participant has the name govpayer already"]);
  });

  test.for([
    { payer: { fsp: "gov payer" } },
    { payer: { funds: -1 } },
    { parties: ["+27713803912"] },
    { participants: [{ name: "a", url: "https://first.example" }] },
    { callbackOrigins: ["mis.gov.example"] },
  ])("is refused with %j", (options) => {
    expect(product.options.safeParse(options).success).toBe(false);
  });
});

// Upstream's own defaults, which are not part of this repository.
const DEFAULTS = join(ROOT, "../shared/products/mojaloop");
const FILES: Readonly<Record<string, string>> = {
  "central-ledger.json": "central-ledger-19.12.7",
  "ml-api-adapter.json": "ml-api-adapter-16.8.2",
  "account-lookup.json": "account-lookup-service-17.15.2",
  "quoting.json": "quoting-service-17.14.3",
  "settlement.json": "central-settlement-17.3.3",
};

describe.skipIf(!existsSync(DEFAULTS))("overlays and upstream's defaults", () => {
  const defaultsOf = (file: string) =>
    JSON.parse(readFileSync(join(DEFAULTS, `${FILES[file]}.default.json`), "utf8")) as Record<
      string,
      unknown
    >;
  const hub = Object.fromEntries(
    ["ledger", "transfers", "lookup", "lookupAdmin", "quotes", "oracle", "settlement"].map((name) => [
      name,
      `http://${name}`,
    ]),
  ) as never;
  const overlays = overlaysOf({
    database: { host: "mysql", port: 3306 },
    broker: "kafka:9092",
    hub,
    options: { ledgerDriver: "mysql2" },
    together: true,
  });

  test.for(Object.keys(FILES))("%s sets nothing that the service does not have", (file) => {
    expect(missing(overlays[file], defaultsOf(file))).toEqual([]);
  });

  test.for(Object.keys(FILES))("%s leaves no broker where it was, and no password in it", (file) => {
    const { KAFKA: ours = {} } = (overlays[file] ?? {}) as { KAFKA?: object };
    const { KAFKA: theirs = {} } = defaultsOf(file) as { KAFKA?: object };
    const brokers = (value: unknown): string[] =>
      pathsOf(value).filter((path) => path.endsWith("metadata.broker.list"));
    expect(brokers(ours).sort()).toEqual(brokers(theirs).sort());
    expect(JSON.stringify(overlays[file])).not.toMatch(/PASSWORD/i);
  });

  /** Paths of the overlay that are none of the defaults. */
  function missing(overlay: unknown, defaults: unknown): string[] {
    const known = new Set(pathsOf(defaults).flatMap((path) => prefixes(path)));
    return pathsOf(overlay).filter((path) => !known.has(path));
  }

  function pathsOf(value: unknown, at = ""): string[] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [at];
    return Object.entries(value).flatMap(([key, each]) => pathsOf(each, at === "" ? key : `${at} ${key}`));
  }

  const prefixes = (path: string) => {
    const keys = path.split(" ");
    return keys.map((_, index) => keys.slice(0, index + 1).join(" "));
  };
});
