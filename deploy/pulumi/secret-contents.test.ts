import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../charts/spi/index.ts";
import { synthStack } from "../../constructs/synth.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { EngineRefusal } from "../engine.ts";
import { type DeploymentState, secretValue } from "./deployment-state.ts";
import { coverError, decideContents } from "./secret-contents.ts";

const ID = "core/utopia-mediator/Secret/mediator-management";
const manifests = await synthStack(exampleStack());
const LABELS = { "app.kubernetes.io/managed-by": "country-stack", "country-stack/stack": "utopia" };
const EMPTY: DeploymentState = { version: 3, deployment: { resources: [] } };

function live(value: string, labels: Record<string, string> = LABELS): Map<string, KubeObject> {
  const annotations = { "country-stack/generation": "4", "country-stack/generated-at": "2026-01-01" };
  const metadata = { name: "mediator-management", namespace: "utopia-mediator", labels, annotations };
  const object = { apiVersion: "v1", kind: "Secret", metadata, data: { token: btoa(value) } };
  return new Map([[ID, object]]);
}

function state(data: unknown): DeploymentState {
  const type = "kubernetes:core/v1:Secret";
  const metadata = { name: "mediator-management", annotations: { "country-stack/generation": "7" } };
  const urn = `urn:pulumi:utopia::country-stack::${type}::${ID}`;
  return { version: 3, deployment: { resources: [{ urn, type, inputs: { metadata, data } }] } };
}

function decide(sources: Partial<Parameters<typeof decideContents>[1]>) {
  const readState = () => Promise.reject(new Error("the state was not to be read"));
  return decideContents(manifests, { stack: "utopia", live: new Map(), state: EMPTY, readState, ...sources });
}

describe("what the Secrets of a run hold", () => {
  it("is what the cluster has, without asking the state", async () => {
    const contents = await decide({ live: live("of the cluster"), state: state("encrypted") });
    expect(contents.get(ID)).toEqual({
      data: { token: btoa("of the cluster") },
      generation: 4,
      generatedAt: "2026-01-01",
    });
  });

  it("is what the state has where the cluster lost it", async () => {
    const readState = async () => state(secretValue({ token: btoa("of the state") }));
    const contents = await decide({ state: state("encrypted"), readState });
    expect(contents.get(ID)).toMatchObject({ data: { token: btoa("of the state") }, generation: 7 });
  });

  it("is new where neither has it, and never what someone else's Secret holds", async () => {
    const contents = await decide({ live: live("of a stranger", {}) });
    expect(contents.get(ID)?.generation).toBe(1);
    expect(atob(contents.get(ID)?.data["token"] ?? "")).toMatch(/^[A-Za-z0-9]{40}$/);
  });

  it("is new for the part that is rotated, and for no other", async () => {
    const rotated = await decide({ live: live("of the cluster"), rotate: "mediator" });
    expect(rotated.get(ID)?.generation).toBe(5);
    expect(rotated.get(ID)?.data["token"]).not.toBe(btoa("of the cluster"));
    const other = await decide({ live: live("of the cluster"), rotate: "civil" });
    expect(other.get(ID)?.generation).toBe(4);
  });

  it("is nothing real in a preview, but for what the cluster or the state has", async () => {
    const made = await decide({ preview: true });
    expect(made.get(ID)).toMatchObject({ data: { token: btoa("made when it is applied") }, generation: 1 });
    const kept = await decide({ preview: true, live: live("of the cluster") });
    expect(kept.get(ID)?.generation).toBe(4);
    const readState = async () => state(secretValue({ token: btoa("of the state") }));
    const lost = await decide({ preview: true, state: state("encrypted"), readState });
    expect(lost.get(ID)?.generation).toBe(7);
  });
});

describe("coverError", () => {
  it("takes values out of what an engine refused with", async () => {
    const contents = await decide({ live: live("a value of the cluster") });
    const refusal = new EngineRefusal("the API says: a value of the cluster", ["mediator"]);
    expect(coverError(refusal, contents)).toEqual(new EngineRefusal("the API says: [secret]", ["mediator"]));
    const plain = new EngineRefusal("the API says no");
    expect(coverError(plain, contents)).toBe(plain);
  });
});
