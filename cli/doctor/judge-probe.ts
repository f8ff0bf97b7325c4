import type { Environment } from "../../charts/spi/index.ts";
import { PORTS } from "../../deploy/doctor/probe-objects.ts";
import type { Said } from "../../deploy/doctor/probe-pod.ts";
import type { ProbeFindings } from "../../deploy/doctor/run-probe.ts";
import { type CheckId, type Judgement, judged } from "./judgement.ts";

/** The checks that take pods of our own. */
const PROBED: readonly CheckId[] = ["dns", "storage-write", "pod-security", "network-policies"];

/** What these checks are where no pods could be made: not known, and why. */
export function judgeWithoutProbe(reason: string): Judgement[] {
  return PROBED.map((check) => judged(check, "warn", "probe-not-made", { reason }));
}

/** Judges all that a probe found out. */
export function judgeProbe(findings: ProbeFindings, environment: Environment | undefined): Judgement[] {
  const { network, storage, forbidden } = findings;
  return [
    judgeDns(network),
    ...(storage.length === 0 ? [judged("storage-write", "pass", "storage-unneeded")] : []),
    ...storage.map(({ storageClass, said }) => judgeWrite(storageClass, said)),
    judgePodSecurity(forbidden),
    judgePolicies(network, environment),
  ];
}

/** Judges whether a pod finds the name of a Service. */
export function judgeDns(network: Said): Judgement {
  if ("unknown" in network) return judged("dns", "warn", "probe-unknown", { reason: network.unknown });
  const { address } = network.said as { readonly address?: unknown };
  if (typeof address === "string") return judged("dns", "pass", "dns-answers", { address });
  const { error = "no answer" } = (address ?? {}) as { readonly error?: string };
  return judged("dns", "fail", "dns-silent", { error });
}

/** Judges whether a pod without rights can write into a volume of a class; the empty name is the cluster's choice. */
export function judgeWrite(storageClass: string, said: Said): Judgement {
  const check = "storage-write";
  const name = storageClass === "" ? "the default class" : storageClass;
  if ("unknown" in said) return judged(check, "warn", "write-unknown", { name, reason: said.unknown });
  const { user, same, error } = said.said as { user?: number; same?: boolean; error?: string };
  if (same === true) return judged(check, "pass", "write-works", { name, user: user ?? 0 });
  return judged(check, "fail", "write-fails", {
    name,
    error: error ?? "what was read was not what was written",
  });
}

/** Judges whether a namespace at the level `restricted` refuses a pod that is anything but. */
export function judgePodSecurity({ status, message }: ProbeFindings["forbidden"]): Judgement {
  const check = "pod-security";
  if (status === 403 && /PodSecurity/i.test(message)) return judged(check, "pass", "pod-security-enforced");
  if (status === 201) return judged(check, "fail", "pod-security-absent");
  // Another policy of the cluster's, or no right to make pods, hides the answer.
  return judged(check, "warn", "pod-security-unknown", {
    reason: message === "" ? `HTTP ${status}` : message,
  });
}

/** Judges whether policies stop what they do not let through, by the ports of a pod that listens on all of them. */
export function judgePolicies(network: Said, environment: Environment | undefined): Judgement {
  const check = "network-policies";
  if ("unknown" in network) return judged(check, "warn", "probe-unknown", { reason: network.unknown });
  const { ports = {} } = network.said as { readonly ports?: Readonly<Record<string, string>> };
  const isOpen = (port: number) => ports[port] === "open";
  // Where pods do not reach each other at all, a closed port proves nothing.
  if (!isOpen(PORTS.allowed)) {
    const answer = ports[PORTS.allowed] ?? "no answer";
    return judged(check, "warn", "policies-unknown", { answer });
  }
  const open = [PORTS.noWayIn, PORTS.noWayOut].filter(isOpen);
  if (open.length === 0) return judged(check, "pass", "policies-enforced");
  const verdict = environment === "production" ? "fail" : "warn";
  if (open.length === 2) return judged(check, verdict, "policies-ignored");
  const side = open[0] === PORTS.noWayIn ? "Ingress" : "Egress";
  return judged(check, verdict, "policies-partly", { side });
}
