import type { EngineEvent as PulumiEvent } from "@pulumi/pulumi/automation/events.js";
import { describe, expect, it } from "vitest";
import { type Manifest, manifestId } from "../../charts/spi/index.ts";
import type { EngineEvent } from "../engine.ts";
import { urnOf } from "./resource.ts";
import { followUpdate } from "./update-progress.ts";

function manifest(part: string, name: string): Manifest {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: part } };
  return { part, id: manifestId(object), object };
}

const one = manifest("civil", "one");
const two = manifest("civil", "two");
const other = manifest("mediator", "one");

function step(which: "resourcePreEvent" | "resOutputsEvent", op: string, of: Manifest): PulumiEvent {
  return { [which]: { metadata: { op, urn: urnOf("utopia", of) } } } as unknown as PulumiEvent;
}

function follow() {
  const told: EngineEvent[] = [];
  const progress = followUpdate([one, two, other], (event) => told.push(event));
  return { told, progress };
}

describe("the progress of an update", () => {
  it("starts a part with its first change and calls it ready after its last object", () => {
    const { told, progress } = follow();
    progress.event(step("resourcePreEvent", "create", one));
    progress.event(step("resOutputsEvent", "create", one));
    expect(told).toEqual([{ part: "civil", state: "starting" }]);
    progress.event(step("resOutputsEvent", "same", two));
    expect(told.at(-1)).toEqual({ part: "civil", state: "ready" });
  });

  it("counts a replacement once, at its new object", () => {
    const { told, progress } = follow();
    progress.event(step("resOutputsEvent", "delete-replaced", other));
    progress.event(step("resOutputsEvent", "replace", other));
    expect(told).toEqual([]);
    progress.event(step("resOutputsEvent", "create-replacement", other));
    expect(told).toEqual([{ part: "mediator", state: "ready" }]);
  });

  it("tells a reason once while a part waits, and none before or after", () => {
    const { told, progress } = follow();
    progress.waiting("civil", "too early");
    progress.event(step("resourcePreEvent", "create", one));
    expect(progress.unready()).toEqual(["civil"]);
    progress.waiting("civil", "no image");
    progress.waiting("civil", "no image");
    expect(told.slice(1)).toEqual([{ part: "civil", state: "starting", detail: "no image" }]);
  });

  it("tells a failure in one line without the engine's colours", () => {
    const { told, progress } = follow();
    const diagnosticEvent = {
      severity: "error",
      urn: urnOf("utopia", one),
      message: "<{%reset%}>it is invalid<{%reset%}>\nmore",
      color: "raw",
    } as const;
    progress.event({ sequence: 1, timestamp: 0, diagnosticEvent });
    progress.event(step("resOutputsEvent", "same", two));
    expect(told).toEqual([{ part: "civil", state: "failed", detail: "it is invalid" }]);
  });
});
