import type { Manifest } from "../../charts/spi/index.ts";
import { formatBytes, formatCpu } from "../../constructs/quantity.ts";
import { type Fit, fitPods, type Misfit, type Refusal } from "../../deploy/cluster/fit-pods.ts";
import type { ClusterRoom } from "../../deploy/cluster/read-nodes.ts";
import { wantedPods } from "../../deploy/cluster/wanted-pods.ts";
import type { NoRoom, RoomJudgement } from "./cluster-plan.ts";

/** Whether nodes hold all that the manifests make run, beside what runs there of others. */
export function judgeRoom(manifests: readonly Manifest[], room: ClusterRoom | undefined): RoomJudgement {
  const { pods, unexamined } = wantedPods(manifests);
  if (room === undefined)
    return {
      nodes: 0,
      isKnown: false,
      pods: pods.length,
      left: { cpu: 0, memory: 0 },
      misfits: [],
      unexamined,
    };
  const fit: Fit = fitPods(room.nodes, room.running, pods);
  return {
    nodes: room.nodes.length,
    isKnown: true,
    pods: pods.length,
    left: { cpu: Math.max(0, fit.left.cpu), memory: Math.max(0, fit.left.memory) },
    misfits: fit.misfits.map(describeMisfit),
    unexamined,
  };
}

function describeMisfit({ pod, asks, refusals }: Misfit): NoRoom {
  return {
    part: pod.part ?? "",
    pod: `${pod.namespace}/${pod.name}`,
    cpu: asks.cpu,
    memory: asks.memory,
    why: refusals.map((refusal) => ({
      reason: refusal.why,
      nodes: refusal.nodes,
      detail: detailOf(refusal),
    })),
  };
}

function detailOf({ why, taint, left }: Refusal): string {
  if (left === undefined) return taint ?? "";
  return why === "cpu" ? formatCpu(Math.max(0, left)) : formatBytes(Math.max(0, Math.floor(left)));
}
