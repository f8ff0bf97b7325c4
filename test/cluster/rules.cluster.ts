import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../constructs/rules/catalog.ts";
import { checkRules } from "../../constructs/rules/check-rules.ts";
import { POD_CASES, type PodCase } from "../../constructs/rules/fixtures/pod-cases.ts";
import { asManifests, sampleStack } from "../../constructs/rules/fixtures/sample.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { waitFor } from "../../lab/steps.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const LEVELS = ["baseline", "restricted"] as const;
type Level = (typeof LEVELS)[number];
const namespaceOf = (level: Level) => `rules-${level}`;
const stack = sampleStack();

/** The pod of a case, as it is sent. */
function podOf({ spec, annotations = {} }: PodCase, level: Level) {
  const metadata = { name: "case", namespace: namespaceOf(level), annotations };
  return { apiVersion: "v1", kind: "Pod", metadata, spec };
}

/** The rules that the pod breaks, of those that the level enforces. */
function brokenBy(each: PodCase, level: Level): string[] {
  const enforced = RULES.filter(({ podSecurity }) =>
    level === "baseline" ? podSecurity === "privileged" : podSecurity !== undefined,
  ).map(({ id }) => id);
  const findings = checkRules(asManifests([podOf(each, level)]), { stack });
  return findings.map(({ rule }) => rule).filter((rule) => enforced.includes(rule));
}

describe.skipIf(whyNoLab !== undefined)("the API server, asked about the same pods", () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = openLabApi();
    for (const level of LEVELS) {
      const name = namespaceOf(level);
      await deleteNamespace(api, name);
      const labels = { "pod-security.kubernetes.io/enforce": level };
      await api.request("POST", "/api/v1/namespaces", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name, labels },
      });
      await waitFor("the namespace's account", 30, async () => {
        const { status } = await api.request("GET", `/api/v1/namespaces/${name}/serviceaccounts/default`);
        return status === 200;
      });
    }
  });

  afterAll(async () => {
    for (const level of LEVELS) await deleteNamespace(api, namespaceOf(level));
    api.close();
  });

  test.each(LEVELS)("takes at the level %s those, and only those, that keep the rules", async (level) => {
    const told: string[] = [];
    for (const each of POD_CASES.filter(({ refused }) => refused === undefined)) {
      const path = `/api/v1/namespaces/${namespaceOf(level)}/pods?dryRun=All`;
      const { status, body } = await api.request("POST", path, podOf(each, level));
      const refuses = status === 403 && body.message.includes("violates PodSecurity");
      const broken = brokenBy(each, level);
      if (status !== 201 && !refuses) told.push(`${each.rule}, ${each.name}: not judged: ${body.message}`);
      else if (refuses !== broken.length > 0)
        told.push(`${each.rule}, ${each.name}: ${refuses ? body.message : "taken"}, and we say ${broken}`);
    }
    expect(told).toEqual([]);
  });
});
