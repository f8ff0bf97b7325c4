import { expect, it } from "vitest";
import { judged } from "../doctor/judgement.ts";
import { doctorFindings } from "../messages/doctor-findings-en.ts";
import { formatDoctor, tell } from "./doctor.ts";

it("judgements are shown by where they are, each with its remedy below", () => {
  const judgements = [
    judged("node", "pass", "node-fits", { version: "v24.21.0" }),
    judged("engine", "fail", "engine-missing", { wanted: "3.255.0" }),
    judged("network-policies", "warn", "policies-ignored"),
  ];
  expect(formatDoctor(judgements, (_, text) => text)).toMatchInlineSnapshot(`
    "This machine
      PASS  node              Node v24.21.0
      FAIL  engine            the deployment engine pulumi is not on PATH
                              → curl -fsSL https://get.pulumi.com | sh -s -- --version 3.255.0

    The cluster
      WARN  network-policies  NetworkPolicies are accepted and not enforced: every pod reaches every other one
                              → install a network plug-in that enforces them, such as Calico or Cilium"
  `);
});

it("a remedy is told only where something is to be done", () => {
  expect(tell(judged("gateway-api", "pass", "gateway-served", { known: "" }))).not.toHaveProperty("remedy");
});

it("everything that is found says something, and all but what is well has a remedy", () => {
  const entries = Object.entries(doctorFindings);
  // Whatever a sentence is made of, here it is this word.
  const params = new Proxy({}, { get: () => "word" });
  for (const [id, { says, remedy }] of entries) {
    for (const text of [says(params), remedy?.(params) ?? "nothing"])
      expect(text, id).toMatch(/^\S(?!.*undefined).*[^.\s]$/);
  }
  const well = entries.flatMap(([id, { remedy }]) => (remedy === undefined ? [id] : []));
  expect(well.filter((id) => !WELL.test(id))).toEqual([]);
});

/** How what is well is called. */
const WELL =
  /-(fits|there|open|room|place|used|read|unneeded|answers|tried|same|ready|none|all|given|served|found|mirrored|works|enforced)$/;
