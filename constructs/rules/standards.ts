import { GOVSTACK } from "./standard-govstack.ts";
import { NSA } from "./standard-nsa.ts";
import { POD_SECURITY } from "./standard-pod-security.ts";
import { PRACTICE } from "./standard-practice.ts";

/** One demand of a published standard. */
export interface Control {
  readonly id: string;
  readonly title: string;
  /** Why no rule can decide it from manifests; absent where a rule covers it. */
  readonly undecided?: string;
  /** What the rules that cover it leave out, or do otherwise. */
  readonly note?: string;
}

/** A list of controls that somebody else keeps. */
export interface Standard {
  readonly id: StandardId;
  readonly title: string;
  /** Which edition, and where its list comes from. */
  readonly source: string;
  readonly controls: readonly Control[];
}

/** The standards that the rules stand for. */
export type StandardId = "pod-security" | "nsa" | "govstack" | "practice";

/** A control that a rule stands for. */
export interface Counterpart {
  readonly standard: StandardId;
  readonly control: string;
}

/** All standards with all of their controls. */
export const STANDARDS: readonly Standard[] = [
  {
    id: "pod-security",
    title: "Pod Security Standards, baseline and restricted",
    source:
      "Kubernetes 1.34: the 12 checks of the level baseline and the 6 that restricted adds, as its API server makes them",
    controls: POD_SECURITY,
  },
  {
    id: "nsa",
    title: "NSA/CISA Kubernetes Hardening Guidance",
    source:
      "The 26 controls of Kubescape's framework NSA, 19 of which can be decided from manifests. Their ids and titles are written from memory, not copied from the framework's file",
    controls: NSA,
  },
  {
    id: "govstack",
    title: "GovStack's packaging rules for building blocks",
    source: "GovStack's sandbox documentation, infrastructure: 11 rules",
    controls: GOVSTACK,
  },
  {
    id: "practice",
    title: "What scanners of manifests look for",
    source:
      "36 demands that Kubescape, Polaris, kube-linter, kube-score and Checkov share, and that need no cluster to decide",
    controls: PRACTICE,
  },
];

function counterparts(standard: StandardId): (...controls: readonly string[]) => readonly Counterpart[] {
  return (...controls) => controls.map((control) => ({ standard, control }));
}

/** Controls of the Pod Security Standards, `LEVEL/CONTROL`. */
export const pss = counterparts("pod-security");

/** Controls of Kubescape's framework NSA, by their ids there. */
export const nsa = counterparts("nsa");

/** GovStack's packaging rules. */
export const govstack = counterparts("govstack");

/** What scanners look for. */
export const practice = counterparts("practice");
