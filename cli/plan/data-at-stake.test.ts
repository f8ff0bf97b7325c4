import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../charts/spi/index.ts";
import type { Change } from "../../deploy/engine.ts";
import { allowedLosses, dataAtStake } from "./data-at-stake.ts";

const object = (kind: string, more: object = {}, apiVersion = "v1"): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: "ledger", namespace: "utopia-ledger" },
  ...more,
});
const claim = (storage: string, product = "reference"): KubeObject => ({
  ...object("PersistentVolumeClaim", { spec: { resources: { requests: { storage } } } }),
  metadata: { name: "data", namespace: "utopia-ledger", labels: { "country-stack/product": product } },
});
const secret = (request: object): KubeObject => ({
  ...object("Secret"),
  metadata: { name: "ledger", annotations: { "country-stack/generate": JSON.stringify(request) } },
});
const stateful = (spec: object): KubeObject =>
  object(
    "StatefulSet",
    {
      spec: {
        replicas: 3,
        template: { spec: { containers: [] } },
        volumeClaimTemplates: [
          { metadata: { name: "data" }, spec: { resources: { requests: { storage: "5Gi" } } } },
        ],
        ...spec,
      },
    },
    "apps/v1",
  );

type Sides = Pick<Change, "before" | "after" | "holdsData">;
const change = (action: Change["action"], sides: Sides): Change => ({
  part: "ledger",
  id: "x",
  action,
  ...sides,
});

/** What is found of one change, as `FATE DETAIL`, with an exclamation mark where it has to be allowed. */
const found = (action: Change["action"], sides: Sides) =>
  dataAtStake([change(action, sides)], []).map(({ fate, detail, loses }) =>
    `${loses ? "!" : ""}${fate} ${detail}`.trim(),
  );

describe("a claim", () => {
  it("that leaves the stack stays in the cluster", () => {
    expect(found("delete", { before: claim("1Gi"), holdsData: true })).toEqual(["left 1Gi"]);
  });

  it("that nobody keeps is lost", () => {
    expect(found("delete", { before: claim("1Gi") })).toEqual(["!lost 1Gi"]);
  });

  it("that cannot change in place is made anew and empty", () => {
    const sides = { before: claim("1Gi"), after: claim("512Mi"), holdsData: true as const };
    expect(found("replace", sides)).toEqual(["!emptied 1Gi → 512Mi"]);
    expect(found("replace", { ...sides, after: claim("1Gi") })).toEqual(["!emptied 1Gi"]);
  });

  it("goes to another product as it is, and is none of its business where the product stays", () => {
    expect(found("update", { before: claim("1Gi"), after: claim("1Gi", "x-road") })).toEqual([
      "taken-over 1Gi",
    ]);
    expect(found("update", { before: claim("1Gi"), after: claim("1Gi") })).toEqual([]);
    expect(found("create", { after: claim("1Gi") })).toEqual([]);
  });
});

describe("a Secret", () => {
  const made = { password: { generate: "password" }, user: { generate: "literal", value: "app" } };

  it("with values that were made here stays where it leaves the stack", () => {
    expect(found("delete", { before: secret(made), holdsData: true })).toEqual(["left password"]);
    expect(found("delete", { before: secret(made) })).toEqual(["!lost password"]);
  });

  it("loses a value that is no longer asked for, and no other", () => {
    const { password, user } = made;
    expect(found("update", { before: secret(made), after: secret({ user }) })).toEqual(["!lost password"]);
    expect(found("update", { before: secret(made), after: secret({ password }) })).toEqual([]);
  });

  it("counts every key of a certificate", () => {
    const request = { "tls.key": { generate: "certificate", certificate: "tls.crt", ca: "ca.crt" } };
    expect(found("delete", { before: secret(request), holdsData: true })).toEqual([
      "left ca.crt, tls.crt, tls.key",
    ]);
  });

  it("is made anew with what it holds, which has to be allowed", () => {
    expect(found("replace", { before: secret(made), after: secret(made), holdsData: true })).toEqual([
      "!remade password",
    ]);
  });

  it("that nobody made here is nobody's loss", () => {
    expect(found("delete", { before: object("Secret") })).toEqual([]);
  });
});

describe("a StatefulSet that makes claims", () => {
  const detail = "3 × data-ledger 5Gi";

  it("leaves them where it goes, unless it says otherwise", () => {
    expect(found("delete", { before: stateful({}) })).toEqual([`left ${detail}`]);
    expect(found("replace", { before: stateful({}), after: stateful({}) })).toEqual([`kept ${detail}`]);
    const persistentVolumeClaimRetentionPolicy = { whenDeleted: "Delete" };
    expect(found("delete", { before: stateful({ persistentVolumeClaimRetentionPolicy }) })).toEqual([
      `!lost ${detail}`,
    ]);
  });

  it("leaves those of pods that it no longer has, unless it says otherwise", () => {
    const fewer = stateful({ replicas: 1 });
    expect(found("update", { before: stateful({}), after: fewer })).toEqual([`left ${detail}`]);
    const persistentVolumeClaimRetentionPolicy = { whenScaled: "Delete" };
    const deleting = stateful({ persistentVolumeClaimRetentionPolicy });
    expect(found("update", { before: deleting, after: fewer })).toEqual([`!lost ${detail}`]);
    expect(found("update", { before: fewer, after: stateful({}) })).toEqual([]);
  });
});

describe("what an operator or a chart makes", () => {
  const cluster = (instances: number, size: string) =>
    object("Cluster", { spec: { instances, storage: { size } } }, "postgresql.cnpg.io/v1");

  it("goes on running where it is known to hold data", () => {
    expect(found("delete", { before: cluster(3, "10Gi"), holdsData: true })).toEqual(["left 3 × 10Gi"]);
  });

  it("is unexamined where it goes, and where it is to have less storage than before", () => {
    expect(found("delete", { before: object("Widget", {}, "example.org/v1") })).toEqual(["!unexamined"]);
    expect(found("delete", { before: object("HelmRelease", {}, "helm.toolkit.fluxcd.io/v2") })).toEqual([
      "!unexamined",
    ]);
    const sides = { before: cluster(3, "10Gi"), holdsData: true as const };
    expect(found("update", { ...sides, after: cluster(3, "5Gi") })).toEqual(["!unexamined 3 × 10Gi"]);
    expect(found("update", { ...sides, after: cluster(1, "10Gi") })).toEqual(["!unexamined 3 × 10Gi"]);
    expect(found("update", { ...sides, after: cluster(3, "20Gi") })).toEqual([]);
  });

  it("of a wish for a certificate is made again", () => {
    expect(found("delete", { before: object("Certificate", {}, "cert-manager.io/v1") })).toEqual([]);
  });
});

describe("a namespace", () => {
  it("stays where it leaves the stack, and is all that is in it where it does not", () => {
    expect(found("delete", { before: object("Namespace"), holdsData: true })).toEqual([]);
    expect(found("delete", { before: object("Namespace") })).toEqual(["!lost"]);
  });
});

describe("what may be lost", () => {
  const anew = change("replace", { before: claim("1Gi"), after: claim("2Gi"), holdsData: true });

  it("is what was allowed for its part, and nothing else", () => {
    expect(dataAtStake([anew], ["civil"])[0]?.allowed).toBe(false);
    expect(dataAtStake([anew], ["ledger"])[0]?.allowed).toBe(true);
    expect(allowedLosses([anew], ["civil"])).toEqual([]);
    expect(allowedLosses([anew], ["ledger"])).toEqual(["x"]);
  });

  it("is never more than what is made anew", () => {
    const left = change("delete", { before: claim("1Gi"), holdsData: true });
    const workload = change("replace", { before: stateful({}), after: stateful({}) });
    expect(allowedLosses([left, workload], ["ledger"])).toEqual([]);
  });
});
