import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { shippedCatalog } from "../../../cli/open-catalog.ts";
import { readProfileFile } from "../../../cli/read-file.ts";
import { footprintOf } from "../../../constructs/footprint.ts";
import { evaluatePolicies } from "../../../constructs/may.ts";
import { parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import { checkRules, unusedNeeds } from "../../../constructs/rules/check-rules.ts";
import { synthStack } from "../../../constructs/synth.ts";
import { loadProfile } from "../../../profiles/load.ts";
import { resolveStack } from "../../../profiles/resolve.ts";
import { validateObject } from "../../../test/kubernetes-schema.ts";
import { type KubeObject, type Manifest, SIZES, type Stack } from "../../spi/index.ts";
import { setupShape } from "./bootstrap/setup-shape.ts";

const TODAY = "2026-11-21";
const FOLDER = import.meta.dirname;
type Profile = Record<string, unknown>;
type Fields = Readonly<Record<string, unknown>>;

/** Resolves a profile of this folder, changed. */
function resolve(file: string, change: (profile: Profile) => Profile = (same) => same) {
  const path = join(FOLDER, file);
  const text = stringify(change(parse(readFileSync(path, "utf8")) as Profile));
  const loaded = loadProfile(path, (each) =>
    each === path ? { bytes: Buffer.from(text) } : readProfileFile(each),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return resolveStack(loaded.value, shippedCatalog, TODAY);
}

function stackOf(file: string, change?: (profile: Profile) => Profile): Stack {
  const resolved = resolve(file, change);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
  return resolved.value;
}

const ORGANIZATIONS = {
  interior: { name: "Interior", class: "GOV", code: "70001" },
  social: { name: "Social", class: "GOV", code: "70002" },
  "ministry-of-health-and-more": { name: "Health", class: "COM", code: "3" },
};

/** A profile with one to three organizations; where there is one, it owns both registries. */
const withOrganizations = (count: number) => (profile: Profile) => {
  const changed = structuredClone(profile) as unknown as Changeable;
  const ids = Object.keys(ORGANIZATIONS).slice(0, count);
  changed.organizations = Object.fromEntries(Object.entries(ORGANIZATIONS).slice(0, count));
  changed.blocks["digital-registries"].parts["social"].owner = count === 1 ? "interior" : "social";
  const mediator = changed.blocks["information-mediator"].parts["mediator"];
  if (typeof mediator !== "string")
    mediator.options.member.servers = Object.fromEntries(ids.map((id) => [id, { address: `${id}.example` }]));
  return changed as unknown as Profile;
};

interface Changeable {
  organizations: unknown;
  readonly blocks: {
    readonly "digital-registries": { readonly parts: { readonly social: { owner: string } } };
    readonly "information-mediator": {
      readonly parts: {
        readonly mediator: string | { readonly options: { readonly member: { servers: unknown } } };
      };
    };
  };
}

const own = (manifests: readonly Manifest[]) => manifests.filter(({ part }) => part === "mediator");
/** The JSON file that a part's ConfigMap holds. */
function configIn(manifests: readonly Manifest[], name: string): Fields {
  const map = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name === name);
  return JSON.parse((map?.["data"] as Record<string, string> | undefined)?.["config.json"] ?? "null");
}

const ofKind = (manifests: readonly Manifest[], kind: string) =>
  manifests.map(({ object }) => object).filter((object) => object.kind === kind);

interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
}
interface Container {
  readonly name: string;
  readonly env?: readonly { name: string; value?: string }[];
  readonly resources: { readonly requests: Record<string, string> };
}

const podOf = (object: KubeObject): PodSpec =>
  (object["spec"] as { template: { spec: PodSpec } }).template.spec;

function requestsOf(manifests: readonly Manifest[]) {
  const pods = ["Deployment", "StatefulSet", "Job"].flatMap((kind) => ofKind(manifests, kind)).map(podOf);
  const requests = pods.flatMap(({ containers }) => containers.map(({ resources }) => resources.requests));
  const claims = ofKind(manifests, "PersistentVolumeClaim").map(
    ({ spec }) => (spec as { resources: { requests: { storage: string } } }).resources.requests.storage,
  );
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    cpu: sum(requests.map(({ cpu = "0" }) => parseCpu(cpu))),
    memory: sum(requests.map(({ memory = "0" }) => parseBytes(memory))),
    storage: sum(claims.map(parseBytes)),
  };
}

describe.each([
  ["development", "two-registries.profile.yaml", false],
  ["member", "member.profile.yaml", true],
] as const)("X-Road in mode %s", (_mode, file, member) => {
  describe.each([1, 2, 3])("with %i organizations", (count) => {
    it.each(SIZES)("asks for what is printed, and Kubernetes takes it (%s)", async (size) => {
      const stack = stackOf(file, (profile) => ({ ...withOrganizations(count)(profile), size }));
      const manifests = await synthStack(stack);
      expect(
        manifests.flatMap(({ id, object }) => validateObject(object).map((error) => `${id} ${error}`)),
      ).toEqual([]);
      const part = stack.parts.find(({ name }) => name === "mediator");
      const printed = footprintOf(stack, part as Stack["parts"][number]);
      const asked = requestsOf(own(manifests));
      const wanted = {
        cpu: parseCpu(printed.cpu),
        memory: parseBytes(printed.memory),
        storage: parseBytes(printed.storage),
      };
      for (const key of ["cpu", "memory", "storage"] as const)
        expect(Math.abs(asked[key] / wanted[key] - 1), `${key} ${asked[key]} ${wanted[key]}`).toBeLessThan(
          0.1,
        );
    });

    it("has a server for each of them, and needs nothing that it does not say", async () => {
      const stack = stackOf(file, withOrganizations(count));
      const manifests = await synthStack(stack);
      const sets = ofKind(own(manifests), "StatefulSet").map(({ metadata }) => metadata.name);
      const servers = sets.filter((name) => name.startsWith("mediator-server-"));
      expect(servers).toHaveLength(count);
      expect(sets.includes("mediator-central-server")).toBe(!member);
      // A StatefulSet's pods carry its name and a hash in a label of 63 characters.
      expect(sets.every((name) => name.length <= 52)).toBe(true);
      const findings = checkRules(manifests, { stack });
      const broken = findings.filter(
        ({ part, level, state }) => part === "mediator" && level === "error" && state === "violation",
      );
      expect(broken).toEqual([]);
      expect(unusedNeeds(findings, manifests, stack).filter(({ part }) => part.name === "mediator")).toEqual(
        [],
      );
      const namespace = ofKind(manifests, "Namespace").find(
        ({ metadata }) => metadata.name === "utopia-mediator",
      );
      expect(namespace?.metadata.labels?.["pod-security.kubernetes.io/enforce"]).toBe("baseline");
    });

    it("tells the bootstrap a setup that it takes, without a secret", async () => {
      const manifests = await synthStack(stackOf(file, withOrganizations(count)));
      const setup = setupShape.parse(configIn(own(manifests), "mediator-bootstrap"));
      expect(setup.servers).toHaveLength(count);
      expect(setup.clients.map(({ subsystem }) => subsystem)).toEqual(["civil", "social"]);
      const caller = `XU:GOV:${count === 1 ? "70001" : "70002"}:social`;
      expect(setup.clients[0]?.services).toEqual([
        {
          code: "digital-registries",
          url: "http://civil.utopia-civil.svc.cluster.local:8080",
          callers: [caller],
        },
      ]);
      expect(setup.clients[1]?.services).toEqual([]);
    });
  });
});

describe("two registries that talk through X-Road", () => {
  const stack = stackOf("two-registries.profile.yaml");

  it("reach their own organization's server, are reached from it, and nothing else", async () => {
    const evaluator = evaluatePolicies(await synthStack(stack));
    const servers = ["mediator/server-interior", "mediator/server-social"];
    const others = [
      "mediator/central-server",
      "mediator/authority",
      "mediator/bootstrap",
      "mediator-postgres",
    ];
    const ends = ["civil", "social", ...servers, ...others];
    const ports = [80, 443, 4000, 4001, 4002, 5432, 5500, 5577, 5588, 8080, 8443, 8887, 8888, 8899];
    const allowed = ends.flatMap((from) =>
      ends.flatMap((to) => {
        const open = ports.filter((port) => evaluator.may(from, to, port));
        return open.length === 0 ? [] : [`${from} -> ${to} ${open.join(" ")}`];
      }),
    );
    const [interior, social] = servers as [string, string];
    const between = servers.flatMap((from) => [
      ...servers.map((to) => `${from} -> ${to} 5500 5577`),
      `${from} -> mediator/authority 8888 8899`,
      `${from} -> mediator-postgres 5432`,
    ]);
    expect(allowed.sort()).toEqual(
      [
        // The link: social asks civil.
        `social -> ${social} 8080`,
        `${interior} -> civil 8080`,
        // X-Road itself.
        ...between,
        `${interior} -> mediator/central-server 80 443 4001 4002`,
        `${social} -> mediator/central-server 80 443 4001`,
        ...servers.map((server) => `mediator/bootstrap -> ${server} 4000 5588 8080`),
        "mediator/bootstrap -> mediator/central-server 80 4000",
        "mediator/bootstrap -> mediator/authority 8887",
        // The link to the database is the part's as a whole.
        ...others.slice(0, 3).map((from) => `${from} -> mediator-postgres 5432`),
      ].sort(),
    );
  });

  it("are told the address of their own organization's server", async () => {
    const manifests = await synthStack(stack);
    const told = (part: string) => configIn(manifests, `${part}-configuration`)["mediator"];
    expect(told("social")).toBe("http://mediator-server-social.utopia-mediator.svc.cluster.local:8080");
    expect(told("civil")).toBeUndefined();
  });
});

describe("secrets", () => {
  it("are made by the stack, and reach pods by their Secret alone", async () => {
    const manifests = own(await synthStack(stackOf("two-registries.profile.yaml")));
    const asked = ofKind(manifests, "Secret").map(({ metadata }) => [
      metadata.name,
      Object.keys(JSON.parse(metadata.annotations?.["country-stack/generate"] ?? "{}")).sort(),
    ]);
    expect(Object.fromEntries(asked)).toEqual({
      "mediator-administrators": ["central-server", "server-interior", "server-social"],
      "mediator-pins": [
        "central-server",
        "central-server.random",
        "server-interior",
        "server-interior.random",
        "server-social",
        "server-social.random",
      ],
      "mediator-authority": ["ca.key", "ocsp.key", "tsa.key"],
    });
    const variables = ofKind(manifests, "StatefulSet").flatMap((set) =>
      podOf(set).containers.flatMap(({ env = [] }) => env),
    );
    const written = variables.filter(
      ({ name, value }) => /PIN|PASSWORD|PWD/.test(name) && value !== undefined,
    );
    expect(written).toEqual([]);
  });
});

describe("a member of an instance that others run", () => {
  it("may call what the profile names outside, and be called by everybody on two ports", async () => {
    const manifests = own(await synthStack(stackOf("member.profile.yaml")));
    const policies = ofKind(manifests, "NetworkPolicy").map(
      ({ metadata, spec }) => [metadata.name, spec as Fields] as const,
    );
    const egress = policies
      .map(([name]) => /^server-social-to-(.*-\d+)$/.exec(name)?.[1])
      .filter((name) => name !== undefined);
    expect(egress.sort()).toEqual([
      "203.0.113.7-5500",
      "203.0.113.7-5577",
      "cs.x-road.example-4001",
      "cs.x-road.example-443",
      "cs.x-road.example-80",
      "ocsp.authority.example-80",
      "ss.bank.example-5500",
      "ss.bank.example-5577",
      "tsa.authority.example-443",
    ]);
    const inside = policies.find(([name]) => name === "servers-from-outside")?.[1] as Fields;
    expect(inside["ingress"]).toEqual([
      {
        from: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
        ports: [
          { port: 5500, protocol: "TCP" },
          { port: 5577, protocol: "TCP" },
        ],
      },
    ]);
  });

  it("reads the anchor from where the profile says, and keeps the rules with that", async () => {
    const stack = stackOf("member.profile.yaml", (profile) => {
      const changed = structuredClone(profile) as unknown as Changeable;
      const { mediator } = changed.blocks["information-mediator"].parts;
      if (typeof mediator !== "string")
        Object.assign(mediator.options.member, { anchor: "https://x-road.example:8443/anchor.xml" });
      return changed as unknown as Profile;
    });
    const manifests = await synthStack(stack);
    const names = ofKind(own(manifests), "NetworkPolicy").map(({ metadata }) => metadata.name);
    expect(names).toContain("bootstrap-to-x-road.example-8443");
    const findings = checkRules(manifests, { stack }).filter(({ part }) => part === "mediator");
    expect(findings.filter(({ level, state }) => level === "error" && state === "violation")).toEqual([]);
  });

  it("waits for people, which an installation does not", async () => {
    const [job] = ofKind(own(await synthStack(stackOf("member.profile.yaml"))), "Job");
    expect(job?.metadata.annotations).toEqual({ "country-stack/not-awaited": "true" });
    expect(job).toMatchObject({ spec: { activeDeadlineSeconds: 30 * 24 * 3600 } });
  });

  it("orders certificates by ACME where the profile says so", async () => {
    const acme = { secretRef: "acme", host: "acme.example" };
    const manifests = own(
      await synthStack(
        stackOf("member.profile.yaml", (profile) => {
          const text = JSON.stringify(profile).replace(
            '"name":"Example CA"',
            `"name":"Example CA","acme":${JSON.stringify(acme)}`,
          );
          return JSON.parse(text) as Profile;
        }),
      ),
    );
    const [server] = ofKind(manifests, "StatefulSet");
    const container = (server && podOf(server).containers[0]) as unknown as Fields;
    expect(JSON.stringify(container["lifecycle"])).toContain("/run/secrets/acme/acme.yml");
    expect(JSON.stringify(container["volumeMounts"])).toContain("/run/secrets/acme");
    const names = ofKind(manifests, "NetworkPolicy").map(({ metadata }) => metadata.name);
    expect(names).toContain("server-social-to-acme.example-443");
  });
});
