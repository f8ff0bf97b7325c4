import { describe, expect, it } from "vitest";
import { explainPods, type Pod } from "./pod-reasons.ts";
import { targetPort } from "./port-forward.ts";

const pod = (status: Pod["status"]): Pod => ({
  metadata: { name: "civil-0" },
  ...(status ? { status } : {}),
});
const ready = pod({ conditions: [{ type: "Ready", status: "True" }] });
const event = (name: string, message: string, lastTimestamp: string) => ({
  involvedObject: { kind: "Pod", name },
  message,
  type: "Warning",
  lastTimestamp,
});

describe("why a part is not ready", () => {
  it("is nothing when all pods are", () => {
    expect(explainPods([ready], [])).toBeUndefined();
  });

  it("is that no node has room", () => {
    const message = "0/1 nodes are available: insufficient memory.";
    const conditions = [{ type: "PodScheduled", status: "False", message }];
    expect(explainPods([pod({ conditions })], [])).toBe(`civil-0: ${message}`);
  });

  it("is that an image cannot be had, or that a container ends", () => {
    const pulling = { name: "server", ready: false, state: { waiting: { reason: "ImagePullBackOff" } } };
    expect(explainPods([ready, pod({ containerStatuses: [pulling] })], [])).toBe(
      "civil-0: server waits (ImagePullBackOff)",
    );
    const ended = { name: "server", ready: false, state: { terminated: { exitCode: 3 } } };
    expect(explainPods([pod({ initContainerStatuses: [ended] })], [])).toBe(
      "civil-0: server ended with exit code 3",
    );
  });

  it("is the newest warning about the pod where its state says nothing", () => {
    const creating = { name: "server", ready: false, state: { waiting: { reason: "ContainerCreating" } } };
    const events = [
      event("civil-0", "probe failed", "2026-11-21T12:00:02Z"),
      event("civil-0", "older", "2026-11-21T12:00:01Z"),
      event("other", "newer", "2026-11-21T12:00:03Z"),
    ];
    const unready = pod({ containerStatuses: [creating] });
    expect(explainPods([unready], events)).toBe("civil-0: probe failed");
    expect(explainPods([unready], [])).toBe("civil-0: not ready yet");
  });

  it("is what the cluster says where it makes no pod at all", () => {
    expect(explainPods([], [event("civil", "violates PodSecurity", "2026-11-21T12:00:00Z")])).toBe(
      "civil: violates PodSecurity",
    );
  });
});

describe("the port of a pod", () => {
  it("is the Service's own, its target's number, or the container's of that name", () => {
    const spec = { containers: [{ name: "server", ports: [{ name: "api", containerPort: 9000 }] }] };
    expect(targetPort({ ...ready, spec }, [{ port: 80, targetPort: "api" }], 80)).toBe(9000);
    expect(targetPort(ready, [{ port: 80, targetPort: 8080 }], 80)).toBe(8080);
    expect(targetPort(ready, [{ port: 80 }], 80)).toBe(80);
  });
});
