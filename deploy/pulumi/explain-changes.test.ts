import { describe, expect, it } from "vitest";
import { type KubeObject, type Manifest, manifestId } from "../../charts/spi/index.ts";
import { COVERED } from "../cover-values.ts";
import type { Change } from "../engine.ts";
import type { DeploymentState, StateResource } from "./deployment-state.ts";
import { explainChanges } from "./explain-changes.ts";
import { typeOf, urnOf } from "./resource.ts";

const labels = { "country-stack/part": "civil" };
/** As the engine applies it: claims are not awaited. */
const annotations = { "pulumi.com/skipAwait": "true" };
const claim = (storage: string): KubeObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "utopia-civil", labels, annotations },
  spec: { resources: { requests: { storage } } },
});
const workload: KubeObject = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "civil", namespace: "utopia-civil", labels },
  spec: { template: { spec: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] } } },
};
const manifest = (object: KubeObject): Manifest => ({ part: "civil", id: manifestId(object), object });
const entryOf = (object: KubeObject, more: Partial<StateResource> = {}): StateResource => ({
  urn: urnOf("utopia", manifest(object)),
  type: typeOf(object),
  inputs: object,
  ...more,
});
const stateOf = (...resources: StateResource[]): DeploymentState => ({
  version: 3,
  deployment: { resources },
});
const change = (object: KubeObject, action: Change["action"], more: Partial<Change> = {}): Change => ({
  part: "civil",
  id: manifestId(object),
  action,
  ...more,
});
const cover = (text: string) => text;

describe("the changes of a preview", () => {
  it("get the values that the engine leaves out", () => {
    const field = { path: "spec.resources.requests.storage", kind: "update", replaces: true } as const;
    const [explained] = explainChanges([change(claim("2Gi"), "replace", { fields: [field] })], {
      state: stateOf(entryOf(claim("1Gi"), { retainOnDelete: true })),
      manifests: [manifest(claim("2Gi"))],
      cover,
    });
    expect(explained).toEqual({
      ...change(claim("2Gi"), "replace"),
      fields: [{ ...field, before: "1Gi", after: "2Gi" }],
      before: claim("1Gi"),
      after: claim("2Gi"),
      holdsData: true,
    });
  });

  it("have one side where an object comes or goes", () => {
    const explained = explainChanges([change(workload, "create"), change(claim("1Gi"), "delete")], {
      state: stateOf(entryOf(claim("1Gi"), { retainOnDelete: true })),
      manifests: [manifest(workload)],
      cover,
    });
    expect(explained.map(({ before, after, holdsData }) => [before?.kind, after?.kind, holdsData])).toEqual([
      [undefined, "StatefulSet", undefined],
      ["PersistentVolumeClaim", undefined, true],
    ]);
  });

  it("hold nothing of a Secret but which of its keys change", () => {
    const secret: KubeObject = { ...claim(""), kind: "Secret", data: { password: "aHVudGVyMg==" } };
    const encrypted = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "v1:x",
    };
    const fields = [
      { path: "data.password", kind: "update", replaces: false } as const,
      { path: "data.user", kind: "delete", replaces: false } as const,
    ];
    const [explained] = explainChanges([change(secret, "update", { fields })], {
      state: stateOf(entryOf({ ...secret, data: encrypted })),
      manifests: [manifest(secret)],
      cover,
    });
    expect(explained?.fields).toEqual([
      { ...fields[0], before: COVERED, after: COVERED },
      { ...fields[1], before: COVERED },
    ]);
    expect(JSON.stringify(explained)).not.toMatch(/aHVudGVyMg|v1:x/);
  });

  it("make anew what has a claim mounted that is made anew", () => {
    const changes = [change(claim("2Gi"), "replace"), change(workload, "same")];
    const state = stateOf(entryOf(claim("1Gi")), entryOf(workload));
    const manifests = [manifest(claim("2Gi")), manifest(workload)];
    expect(explainChanges(changes, { state, manifests, cover }).map(({ action }) => action)).toEqual([
      "replace",
      "replace",
    ]);
    const kept = [change(claim("1Gi"), "same"), change(workload, "same")];
    expect(explainChanges(kept, { state, manifests, cover }).map(({ action }) => action)).toEqual([
      "same",
      "same",
    ]);
  });

  it("find their fields themselves where the engine names none, without the mark of what was adopted", () => {
    const marked = { ...annotations, "country-stack/adopted": "true" };
    const adopted = { ...claim("1Gi"), metadata: { ...claim("1Gi").metadata, annotations: marked } };
    const mark = {
      path: 'metadata.annotations["country-stack/adopted"]',
      kind: "delete",
      replaces: false,
    } as const;
    const [explained] = explainChanges([change(claim("2Gi"), "update", { fields: [mark] })], {
      state: stateOf(entryOf(adopted)),
      manifests: [manifest(claim("2Gi"))],
      cover,
    });
    expect(explained?.fields).toEqual([
      {
        path: "spec.resources.requests.storage",
        kind: "update",
        replaces: false,
        before: "1Gi",
        after: "2Gi",
      },
    ]);
  });

  it("tell of a chart what it is told, and whose it is where it goes", () => {
    const release: KubeObject = {
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: "chart", namespace: "utopia-civil" },
      spec: {
        chart: { spec: { chart: "./chart", version: "2" } },
        values: { greeting: "hello", password: "swordfish" },
      },
    };
    const inputs = {
      name: "chart",
      namespace: "utopia-civil",
      chart: "./chart",
      version: "1",
      values: {},
      timeout: 300,
    };
    const entry = entryOf(release, { inputs });
    const field = { path: "version", kind: "update", replaces: false } as const;
    const [explained] = explainChanges([change(release, "update", { fields: [field] })], {
      state: stateOf(entry),
      manifests: [manifest(release)],
      cover,
    });
    expect(explained?.fields).toEqual([{ ...field, before: "1", after: "2" }]);
    expect(JSON.stringify(explained)).not.toContain("swordfish");
    const gone = explainChanges([{ ...change(release, "delete"), part: "" }, change(workload, "same")], {
      state: stateOf(entry, entryOf(workload)),
      manifests: [manifest(workload)],
      cover,
    });
    expect(gone[0]?.part).toBe("civil");
  });
});
