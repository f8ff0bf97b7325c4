/**
 * The security rules by id. Users write these in `needs` of a product and in `exemptions` of a profile, so an id that
 * is here stays. What each one demands stands in docs/security-rules.md.
 */
export const RULE_IDS = [
  // What a pod shares with its node.
  "no-host-process",
  "no-host-network",
  "no-host-pid",
  "no-host-ipc",
  "no-host-path",
  "no-host-ports",
  "no-probe-hosts",
  // What the kernel keeps from it.
  "keep-app-armor",
  "keep-se-linux",
  "default-proc-mount",
  "no-unconfined-seccomp",
  "seccomp-runtime-default",
  "safe-sysctls",
  // What its processes may do.
  "no-privileged-containers",
  "no-dangerous-capabilities",
  "drop-all-capabilities",
  "no-privilege-escalation",
  "run-as-non-root",
  "read-only-root-file-system",
  // Where it writes.
  "restricted-volume-types",
  "empty-dir-size-limit",
  // How much it takes, and how it is seen to work.
  "resource-requests",
  "cpu-limit",
  "memory-limit",
  "ephemeral-storage-limit",
  "health-probes",
  "jobs-end",
  // What it may ask of the cluster.
  "no-service-account-token",
  "no-wildcard-rights",
  "no-administrator-rights",
  "no-listing-of-secrets",
  "no-command-execution",
  "no-rights-to-grant",
  "no-rights-for-everyone",
  // What it is made of.
  "image-tag",
  "image-from-release",
  // Whom it talks to.
  "default-deny",
  "links-only",
  "no-internet-egress",
  "nothing-exposed",
  "tls-and-host",
  "no-ingress-snippets",
  // What is secret.
  "no-secret-values",
  "no-secret-in-environment",
  "no-secret-in-configuration",
  // Where it stands.
  "own-namespace",
  "namespace-pod-security",
  "basic-kinds",
  "no-cluster-objects",
  "quota-for-opaque-parts",
  // Whether it holds together.
  "references-exist",
  "services-lead-to-pods",
  "stack-labels",
  "supported-api-versions",
  "no-helm-hooks",
  // What it is for.
  "reference-in-production",
] as const;

/** Rules that are advice: they are shown and stop nothing, so that nobody has to need or to grant anything. */
export const ADVICE_IDS = [
  "high-user-id",
  "no-sub-path-of-writable-volume",
  "probes-differ",
  "startup-probe-for-java",
  "disruption-budget",
  "spread-replicas",
  "image-digest",
  "own-platform-services",
  "contents-examined",
] as const;

/** A rule that must be kept, unless a product needs otherwise and the profile grants it. */
export type RuleId = (typeof RULE_IDS)[number];

/** A rule that is advice. */
export type AdviceId = (typeof ADVICE_IDS)[number];
