import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../charts/spi/index.ts";
import { collectChanges } from "./changes.ts";

const ID = "core/utopia-civil/PersistentVolumeClaim/data";
const object = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data" } };
const manifest: Manifest = { part: "civil", id: ID, object };

/** One step of the engine. */
function step(op: string, detailedDiff?: Record<string, { diffKind: string }>, id = ID): EngineEvent {
  const metadata = {
    op,
    urn: `urn:pulumi:utopia::country-stack::kubernetes:core/v1:PersistentVolumeClaim::${id}`,
    type: "kubernetes:core/v1:PersistentVolumeClaim",
    ...(detailedDiff === undefined ? {} : { detailedDiff }),
  };
  return { resourcePreEvent: { metadata } } as unknown as EngineEvent;
}

function collect(...events: EngineEvent[]) {
  const { event, changes } = collectChanges([manifest]);
  for (const each of events) event(each);
  return changes();
}

describe("what the engine tells step by step", () => {
  it("is one change for an object", () => {
    expect(collect(step("same"))).toEqual([{ part: "civil", id: ID, action: "same" }]);
    expect(collect(step("create"))).toEqual([{ part: "civil", id: ID, action: "create" }]);
  });

  it("is a replacement with its fields, whichever of its steps names them", () => {
    const diff = { "spec.resources": { diffKind: "update-replace" } };
    const fields = [{ path: "spec.resources", kind: "update", replaces: true }];
    const expected = [{ part: "civil", id: ID, action: "replace", fields }];
    expect(collect(step("delete-replaced"), step("replace", diff), step("create-replacement"))).toEqual(
      expected,
    );
    expect(collect(step("create-replacement", diff), step("replace"), step("delete-replaced"))).toEqual(
      expected,
    );
  });

  it("lists what goes last, and nothing of other types", () => {
    const other = step("create", undefined, "provider");
    other.resourcePreEvent = {
      ...other.resourcePreEvent,
      metadata: { ...other.resourcePreEvent?.metadata, type: "pulumi:providers:kubernetes" },
    } as NonNullable<EngineEvent["resourcePreEvent"]>;
    const gone = step("delete", undefined, "core/utopia-civil/ConfigMap/old");
    expect(collect(gone, other, step("same")).map(({ id, action }) => `${action} ${id}`)).toEqual([
      `same ${ID}`,
      "delete core/utopia-civil/ConfigMap/old",
    ]);
  });
});
