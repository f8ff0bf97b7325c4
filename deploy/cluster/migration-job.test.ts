import { describe, expect, it } from "vitest";
import type { KubeObject, Manifest, Part } from "../../charts/spi/index.ts";
import { checkRules } from "../../constructs/rules/check-rules.ts";
import { synthStack } from "../../constructs/synth.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { migrationJob, migrationJobName } from "./migration-job.ts";

const stack = exampleStack();
const civil = stack.parts.find(({ name }) => name === "civil") as Part;
const step = { step: "tables", container: "server", command: ["do", "it"] };
const manifests = await synthStack(stack);
const server = manifests.find(
  ({ part, object }) => part === "civil" && object.kind === "StatefulSet",
) as Manifest;

interface Pod {
  readonly containers: readonly Record<string, unknown>[];
  readonly volumes: readonly Record<string, unknown>[];
  readonly [key: string]: unknown;
}

const podOf = (object: object): Pod => (object as { spec: { template: { spec: Pod } } }).spec.template.spec;

describe("the Job of a migration", () => {
  const job = migrationJob(stack.name, civil, step, manifests);
  const [container] = podOf(job).containers;
  const [original] = podOf(server.object).containers;

  it("is named after part, step and release", () => {
    expect(job.metadata.name).toBe(`civil-tables-${civil.release.version.replaceAll(".", "-")}`);
    const candidate = { ...civil, release: { ...civil.release, version: "2.0_RC.1" } };
    expect(migrationJobName(candidate, step)).toBe("civil-tables-2-0-rc-1");
  });

  it("runs its command as the newer server would, with its volumes, and is watched and reached by nobody", () => {
    expect(container).toMatchObject({
      image: original?.["image"],
      command: ["do", "it"],
      volumeMounts: original?.["volumeMounts"],
      securityContext: original?.["securityContext"],
    });
    expect(Object.keys(container ?? {}).filter((key) => /Probe$|^ports$|^args$/.test(key))).toEqual([]);
    expect(podOf(job)["securityContext"]).toEqual(podOf(server.object)["securityContext"]);
    const { template } = job["spec"] as { template: { metadata: { labels: Record<string, string> } } };
    expect(template.metadata.labels).not.toHaveProperty("country-stack/part");
  });

  it("does without configuration that only the update after it brings, and not without the data", () => {
    const volumes = podOf(job).volumes;
    expect(volumes.filter(({ configMap }) => configMap !== undefined)).toEqual([
      expect.objectContaining({ configMap: expect.objectContaining({ optional: true }) }),
    ]);
    expect(volumes).toContainEqual(
      expect.objectContaining({ persistentVolumeClaim: { claimName: "civil-data", readOnly: false } }),
    );
  });

  it("breaks no security rule that its server keeps", () => {
    const rulesBroken = (object: KubeObject) => {
      const manifest = { part: "civil", id: "the-job", object };
      const findings = checkRules([...manifests, manifest], { stack });
      // Its labels are not those of the part: nobody is to find it.
      const broken = findings.filter((one) => one.object === "the-job" && one.rule !== "stack-labels");
      return broken.map(({ rule }) => rule);
    };
    const text = JSON.stringify(job);
    const open = text.replace('"allowPrivilegeEscalation":false', '"allowPrivilegeEscalation":true');
    expect(rulesBroken(JSON.parse(open))).toEqual(["no-privilege-escalation"]);
    expect(rulesBroken(job)).toEqual([]);
  });

  it("is of a workload and a container that the part has", () => {
    const wrong = (change: object) => () =>
      migrationJob(stack.name, civil, { ...step, ...change }, manifests);
    expect(wrong({ component: "worker" })).toThrow("no workload civil-worker");
    expect(wrong({ container: "sidecar" })).toThrow("no container sidecar");
  });
});
