import type { Block } from "../../charts/spi/index.ts";
import type { Report } from "../result.ts";
import { countApi } from "./api-results.ts";
import type { AssessedRequirement, Compliance, Proof, RequirementState, StateCounts } from "./compliance.ts";
import type { Evidence, EvidencePart } from "./evidence.ts";
import { proveInBlock, proveInStack } from "./prove.ts";
import { triedSockets } from "./prove-transport.ts";
import type { Requirement } from "./requirements.ts";

/** The worst first: what a requirement of several blocks is as a whole. */
const STATES = ["not met", "not assessed", "attest", "met"] as const satisfies readonly RequirementState[];

/**
 * Counts a run as GovStack does. Pure. A requirement with anything that failed is not met; with anything absent, not
 * assessed; with a question left, for a person to attest. Requirements of blocks that the stack has not are left out.
 */
export function assess(report: Report, evidence: Evidence, requirements: readonly Requirement[]): Compliance {
  const parts = evidence.parts.length > 0 ? evidence.parts : report.parts.map(foreignPart);
  const filled = new Set(parts.filter(({ isPlatform }) => !isPlatform).map(({ block }) => block));
  const assessed = requirements
    .filter(({ block }) => block === undefined || filled.has(block))
    .map((requirement) => {
      const blocks = requirement.block === undefined ? [...filled] : [requirement.block];
      return assessOne(requirement, report, { ...evidence, parts }, blocks);
    });
  const at = (level: Requirement["level"]) => assessed.filter((one) => one.level === level);
  return {
    api: countApi(report, evidence.specifications),
    required: countStates(at("REQUIRED")),
    recommended: countStates(at("RECOMMENDED")),
    requirements: assessed,
  };
}

function foreignPart({ part, block }: Report["parts"][number]): EvidencePart {
  return { part, block, isPlatform: false, isExternal: true };
}

function assessOne(
  requirement: Requirement,
  report: Report,
  evidence: Evidence,
  blocks: readonly Block[],
): AssessedRequirement {
  const { id, text, level, block, none } = requirement;
  // A part's own socket tells of whoever may call it, and nothing of whom it calls.
  const isTold = requirement.transport === "served" && triedSockets(report);
  const attest = isTold ? undefined : requirement.attest;
  const shared = proveInStack(requirement, report, evidence);
  const found = blocks.map((one) => {
    const parts = evidence.parts.filter((part) => part.block === one);
    const own = proveInBlock(requirement, { report, evidence, block: one, parts });
    return { block: one, own, state: stateOf([...own, ...shared], attest !== undefined) };
  });
  const proofs = [...shared, ...found.flatMap(({ own }) => own)];
  return {
    id,
    text,
    level,
    kind: kindOf(requirement),
    ...(block === undefined ? {} : { block }),
    state: STATES.find((state) => found.some((one) => one.state === state)) ?? "not assessed",
    blocks: found.map(({ block: one, state }) => ({ block: one, state })),
    evidence: none === undefined ? proofs : [{ outcome: "absent", text: none }],
    ...(attest === undefined ? {} : { question: attest }),
  };
}

function stateOf(proofs: readonly Proof[], isAsked: boolean): RequirementState {
  if (proofs.some(({ outcome }) => outcome === "failed")) return "not met";
  if (proofs.some(({ outcome }) => outcome === "absent")) return "not assessed";
  if (isAsked) return "attest";
  return proofs.length > 0 ? "met" : "not assessed";
}

function kindOf({ functional, api }: Requirement): AssessedRequirement["kind"] {
  if (functional) return "functional";
  return api ? "api" : "cross-functional";
}

function countStates(assessed: readonly AssessedRequirement[]): StateCounts {
  const counts = { met: 0, "not met": 0, attest: 0, "not assessed": 0 };
  for (const { state } of assessed) counts[state] += 1;
  return counts;
}
