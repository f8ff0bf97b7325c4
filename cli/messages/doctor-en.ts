import { examples } from "./command-examples.ts";

/** What `country-stack doctor` says around its findings, which are in `doctor-findings-en.ts`. */
export const doctorTalk = {
  description:
    "look at this machine and the cluster: whether a profile can be brought up here, and what to do where it cannot",
  profileArgument: "path of the profile; without one, what holds for any",
  probeNamespaceOption: "try pods in this namespace, which is there, instead of one made for that",
  skipProbesOption: "make no pods; what only they could find out stays unknown",
  rbacOption: "write the missing roles and namespaces into this file, for the team that rules the cluster",
  makeNamespacesOption:
    "you are to make and remove the namespaces yourself: wants the same rights in all namespaces instead of in the stack's",
  examples: examples(
    "doctor",
    "doctor country.yaml",
    "doctor country.yaml --kubeconfig team.kubeconfig --probe-namespace team-tests",
    "doctor country.yaml --make-namespaces --rbac ask.yaml",
    "doctor country.yaml --json",
  ),
  looking: "looking at this machine",
  lookingAtCluster: (context: string) => `looking at ${context}`,
  probing: "trying pods in a namespace of their own, which is removed again; up to three minutes",
  workstation: "This machine",
  cluster: "The cluster",
  verdicts: { pass: "PASS", warn: "WARN", fail: "FAIL" },
  remedy: (text: string) => `→ ${text}`,
  skipped: "--skip-probes was given",
  mayNotMake: "you may not make a namespace for it",
  noAnswer: (server: string, reason: string) => `${server} does not answer: ${reason}`,
  notKnown: "it does not know this user (HTTP 401)",
  askFor: "To be asked for, of the team that rules the cluster:",
  wrote: (file: string, objects: number) => `${objects} objects to be asked for written to ${file}`,
  cannotWrite: (file: string, reason: string) => `${file} cannot be written: ${reason}`,
  counts: ({ pass, warn, fail }: Readonly<Record<"pass" | "warn" | "fail", number>>) =>
    `${pass} passed, ${warn} to be looked at, ${fail} in the way`,
  stays: (reason: string) =>
    `what the probe made could not be removed: ${reason}; the next doctor removes it, or kubectl delete namespace -l country-stack/temporary=doctor`,
} as const;
