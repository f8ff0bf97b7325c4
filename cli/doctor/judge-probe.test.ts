import { describe, expect, it } from "vitest";
import { PORTS } from "../../deploy/doctor/probe-objects.ts";
import {
  judgeDns,
  judgePodSecurity,
  judgePolicies,
  judgeProbe,
  judgeWithoutProbe,
  judgeWrite,
} from "./judge-probe.ts";
import type { Judgement } from "./judgement.ts";

const short = ({ verdict, finding }: Judgement) => `${verdict} ${finding}`;
const UNKNOWN = { unknown: "its pod did not end in time" };

function knocked(allowed: string, noWayIn: string, noWayOut: string) {
  return {
    said: { ports: { [PORTS.allowed]: allowed, [PORTS.noWayIn]: noWayIn, [PORTS.noWayOut]: noWayOut } },
  };
}

describe("NetworkPolicies", () => {
  it("are enforced where what they do not let through stays closed, whatever closes it", () => {
    expect(short(judgePolicies(knocked("open", "late", "ECONNREFUSED"), "production"))).toBe(
      "pass policies-enforced",
    );
  });

  it("are ignored or kept on one side only, which is in the way of production alone", () => {
    const ignored = knocked("open", "open", "open");
    expect(short(judgePolicies(ignored, "production"))).toBe("fail policies-ignored");
    expect([judgePolicies(ignored, "development"), judgePolicies(ignored, undefined)].map(short)).toEqual([
      "warn policies-ignored",
      "warn policies-ignored",
    ]);
    expect(judgePolicies(knocked("open", "late", "open"), "production")).toMatchObject({
      verdict: "fail",
      params: { side: "Egress" },
    });
    expect(judgePolicies(knocked("open", "open", "late"), "staging")).toMatchObject({
      params: { side: "Ingress" },
    });
  });

  it("are unknown where even the open way is closed, or no pod said anything", () => {
    expect(short(judgePolicies(knocked("late", "late", "late"), "production"))).toBe("warn policies-unknown");
    expect(short(judgePolicies(UNKNOWN, "production"))).toBe("warn probe-unknown");
    expect(short(judgePolicies({ said: {} }, "production"))).toBe("warn policies-unknown");
  });
});

it("DNS answers, does not, or is unknown", () => {
  expect(short(judgeDns({ said: { address: "10.96.0.1" } }))).toBe("pass dns-answers");
  expect(judgeDns({ said: { address: { error: "ENOTFOUND" } } })).toMatchObject({
    verdict: "fail",
    params: { error: "ENOTFOUND" },
  });
  expect(short(judgeDns({ said: {} }))).toBe("fail dns-silent");
  expect(short(judgeDns(UNKNOWN))).toBe("warn probe-unknown");
});

it("a volume can be written, cannot, gives back something else, or is unknown", () => {
  expect(short(judgeWrite("", { said: { user: 10001, same: true } }))).toBe("pass write-works");
  expect(judgeWrite("fast", { said: { user: 10001, error: "EACCES" } })).toMatchObject({
    verdict: "fail",
    params: { name: "fast", error: "EACCES" },
  });
  expect(short(judgeWrite("", { said: { user: 10001, same: false } }))).toBe("fail write-fails");
  expect(short(judgeWrite("", UNKNOWN))).toBe("warn write-unknown");
});

it("Pod Security refuses, lets in, or is hidden behind another refusal", () => {
  const message = 'pods "x" is forbidden: violates PodSecurity "restricted:latest": privileged';
  expect(short(judgePodSecurity({ status: 403, message }))).toBe("pass pod-security-enforced");
  expect(short(judgePodSecurity({ status: 201, message: "" }))).toBe("fail pod-security-absent");
  const rights = 'pods is forbidden: User "x" cannot create resource "pods"';
  expect(short(judgePodSecurity({ status: 403, message: rights }))).toBe("warn pod-security-unknown");
});

it("what was not tried is unknown and never passed; no volume wanted is nothing to try", () => {
  expect(judgeWithoutProbe("no right").every(({ verdict }) => verdict === "warn")).toBe(true);
  const findings = { network: UNKNOWN, storage: [], forbidden: { status: 201, message: "" } };
  expect(judgeProbe(findings, undefined).map(short)).toEqual([
    "warn probe-unknown",
    "pass storage-unneeded",
    "fail pod-security-absent",
    "warn probe-unknown",
  ]);
});
