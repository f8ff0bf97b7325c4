import { describe, expect, it } from "vitest";
import { partOf } from "../charts/spi/index.ts";
import type { Cluster } from "../deploy/cluster/client.ts";
import { readClusterFacts, readLogs, readSecretContents } from "../deploy/cluster/support-facts.ts";
import { coverWith } from "../deploy/cover-values.ts";
import { exampleStack } from "../test/example-stack.ts";
import { coverFacts } from "./cover-facts.ts";

const stack = exampleStack();
const civil = partOf(stack, "civil");

const PASSWORD = "kq7TzW9vLmP2xR4sYb8N";
/** What must stand in no bundle, wherever it was planted. */
const PLANTED = [
  PASSWORD,
  Buffer.from(PASSWORD).toString("base64"),
  "amra.velloso@example.org",
  "+9995550101",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
  "ana@workstation",
  "node-of-the-ministry",
  "10.20.30.40",
  "AKIASECRETKEY",
  "an environment value",
  "an annotation of a colleague",
];

const pod = {
  metadata: {
    name: "civil-0",
    annotations: { note: "an annotation of a colleague", password: PASSWORD },
    labels: { owner: "ana@workstation" },
  },
  spec: {
    nodeName: "node-of-the-ministry",
    containers: [{ name: "server", env: [{ name: "X", value: "an environment value" }] }],
  },
  status: {
    phase: "Running",
    podIP: "10.20.30.40",
    containerStatuses: [
      {
        name: "server",
        ready: false,
        restartCount: 3,
        image: "country-stack/reference:0.1.0",
        state: { waiting: { reason: "CrashLoopBackOff", message: `could not sign in with ${PASSWORD}` } },
      },
    ],
  },
};

const event = {
  involvedObject: { kind: "Pod", name: "civil-0" },
  reason: "BackOff",
  type: "Warning",
  lastTimestamp: "2026-11-21T22:00:00Z",
  message: `restarting: the password ${PASSWORD} was refused for amra.velloso@example.org`,
};

const node = {
  metadata: { name: "node-of-the-ministry", annotations: { note: "an annotation of a colleague" } },
  status: {
    nodeInfo: { kubeletVersion: "v1.34.4", operatingSystem: "linux", architecture: "amd64" },
    allocatable: { cpu: "4", memory: "8Gi" },
    addresses: [{ type: "InternalIP", address: "10.20.30.40" }],
    conditions: [
      { type: "Ready", status: "False", message: "ana@workstation drained it" },
      { type: "DiskPressure", status: "False" },
    ],
  },
};

const record = {
  state: "s3://AKIASECRETKEY@bucket",
  profileHash: "abc",
  toolVersion: "0.1.0",
  runs: JSON.stringify([
    { who: "ana@workstation", when: "2026-11-21T22:00:00Z", what: "up", result: "failed" },
  ]),
};

const secret = {
  metadata: {
    name: "civil-key",
    namespace: civil.namespace,
    annotations: { note: "an annotation of a colleague" },
  },
  type: "Opaque",
  data: { password: Buffer.from(PASSWORD).toString("base64") },
};

function answer(path: string): unknown {
  if (path === "/version") return { gitVersion: "v1.34.4" };
  if (path === "/api/v1/nodes") return { items: [node] };
  if (path.includes("/configmaps/")) return { data: record };
  if (path.includes("/events")) return { items: [event] };
  if (path.endsWith("/secrets")) return { items: [secret] };
  if (path.includes("/pods")) return { items: [pod] };
  return { items: [] };
}

const cluster = {
  ask: ({ path }: { path: string }) => Promise.resolve(answer(path)),
  send: ({ path }: { path: string }) => Promise.resolve({ status: 200, body: answer(path) }),
} as unknown as Cluster;

const LOG = [
  `{"level":"error","message":"signing in with ${PASSWORD} failed"}`,
  `GET /x Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl`,
  "mail to amra.velloso@example.org, phone +9995550101",
  "listening on 8080",
].join("\n");

async function bundle() {
  const facts = await readClusterFacts(cluster, stack);
  const logs = await readLogs(cluster, [civil], () => Promise.resolve(LOG));
  return coverFacts({ facts, logs }, coverWith(await readSecretContents(cluster, stack)));
}

describe("what is told of a stack", () => {
  it("holds nothing of what was planted in pods, events, logs, nodes, Secrets and the record", async () => {
    const text = JSON.stringify(await bundle());
    expect(PLANTED.filter((planted) => text.includes(planted))).toEqual([]);
  });

  it("would hold it if nothing were covered or left out", async () => {
    const raw = JSON.stringify([pod, event, node, record, secret, LOG]);
    expect(PLANTED.filter((planted) => !raw.includes(planted))).toEqual([]);
  });

  it("holds what helps", async () => {
    const { facts, logs } = await bundle();
    expect(facts.kubernetes).toBe("v1.34.4");
    expect(facts.nodes).toEqual([
      { kubelet: "v1.34.4", system: "linux/amd64", cpu: "4", memory: "8Gi", troubles: ["Ready=False"] },
    ]);
    expect(facts.record).toEqual({
      toolVersion: "0.1.0",
      profileHash: "abc",
      state: "s3",
      runs: [{ when: "2026-11-21T22:00:00Z", what: "up", result: "failed" }],
    });
    const [namespace] = facts.namespaces;
    expect(namespace?.pods[0]?.containers).toEqual([
      {
        name: "server",
        ready: false,
        restarts: 3,
        image: "country-stack/reference:0.1.0",
        reason: "waiting CrashLoopBackOff",
      },
    ]);
    expect(namespace?.warnings[0]).toMatchObject({ about: "Pod civil-0", reason: "BackOff" });
    expect(namespace?.warnings[0]?.message).toContain("restarting: the password [secret] was refused");
    expect(logs[0]?.lines.at(-1)).toBe("listening on 8080");
  });
});
